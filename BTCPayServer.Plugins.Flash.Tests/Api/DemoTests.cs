using BTCPayServer.Plugins.Flash.Tests.Support;

namespace BTCPayServer.Plugins.Flash.Tests.Api;

public class DemoTests(ServerFixture fixture)
{
    [Fact]
    public async Task The_demo_plays_the_main_job_and_ends_with_OK()
    {
        var server = await fixture.Server;
        using var demo = await ChildProcess.Start("dotnet", [Repository.Tool, "demo", "--url", server.Url],
            new Dictionary<string, string?> { ["FLASH_SERVER_EMAIL"] = server.Email, ["FLASH_SERVER_PASSWORD"] = server.Password });
        Assert.True(await demo.WaitForExit() == 0, demo.Log);
        Assert.Equal("flash demo: OK", demo.Log.Trim().Split('\n')[^1].Trim());
    }

    [Fact]
    public async Task The_demo_of_the_tap_plays_a_chips_life_and_ends_with_OK()
    {
        var server = await fixture.Server;
        _ = await server.OutsideWallet();
        using var demo = await ChildProcess.Start("dotnet", [Repository.Tool, "demo", "--url", server.Url, "--play", "tap"],
            new Dictionary<string, string?> { ["FLASH_SERVER_EMAIL"] = server.Email, ["FLASH_SERVER_PASSWORD"] = server.Password });
        Assert.True(await demo.WaitForExit() == 0, demo.Log);
        Assert.Equal("flash demo tap: OK", demo.Log.Trim().Split('\n')[^1].Trim());
    }

    [Fact]
    public async Task The_demo_says_what_failed_and_exits_with_an_error()
    {
        var server = await fixture.Server;
        using var demo = await ChildProcess.Start("dotnet", [Repository.Tool, "demo", "--url", server.Url],
            new Dictionary<string, string?> { ["FLASH_SERVER_EMAIL"] = server.Email, ["FLASH_SERVER_PASSWORD"] = "not the password" });
        Assert.Equal(1, await demo.WaitForExit());
        Assert.Contains("flash demo: FAILED: POST /api/v1/api-keys answered 401", demo.Log);
        Assert.DoesNotContain("flash demo: OK", demo.Log);
    }
}
