using System.Net;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Flash.Client;

namespace BTCPayServer.Plugins.Flash.Tests.Faults;

/// <summary>DevServer punishes a plugin that lets an exception escape as the real server was seen to.</summary>
public sealed class EscapeTests(PostgresFixture postgres)
{
    [Fact]
    public async Task An_exception_that_leaves_an_action_disables_the_plugin_and_stops_the_server()
    {
        await using var server = await ThrowerServer.Start(postgres);
        Assert.Equal(0, (int?)(await server.Admin.Get("dev/escapes")).Object["count"]);

        var answer = await server.Admin.Get("api/v1/thrower/throw");

        Assert.Equal((500, ""), (answer.Code, answer.Text));
        Assert.Equal(1, (int?)(await server.Admin.Get("dev/escapes")).Object["count"]);
        await AssertDisabledAndStopped(server);
    }

    [Fact]
    public async Task An_exception_that_leaves_a_view_disables_the_plugin_and_stops_the_server()
    {
        await using var server = await ThrowerServer.Start(postgres);
        var store = await server.Admin.CreateStore("Store");
        using var browser = new BrowserLikeClient(server.Url);
        await browser.LogIn("admin@example.com", "admin-password-1");

        using var page = await browser.Get($"/plugins/{store}/thrower?fail=true");

        Assert.Equal(HttpStatusCode.InternalServerError, page.StatusCode);
        Assert.Equal("", await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        await AssertDisabledAndStopped(server);
    }

    [Fact]
    public async Task A_caller_who_hangs_up_harms_nobody()
    {
        await using var server = await ThrowerServer.Start(postgres);
        using var hangUp = new CancellationTokenSource();
        var waiting = server.Admin.Get("api/v1/thrower/wait", hangUp.Token);
        await server.Process.Says("a caller waits");
        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Waiting.Eventually(async () => (int?)(await server.Admin.Get("dev/escapes")).Object["hangUps"] == 1, "nobody hung up");
        Assert.Equal(0, (int?)(await server.Admin.Get("dev/escapes")).Object["count"]);
        Assert.Equal("", server.Commands());
    }

    [Theory]
    [InlineData("startup", "Plugin crash during startup detected")]
    [InlineData("execute", "crashed at startup")]
    public async Task A_crash_at_start_disables_the_plugin_and_ends_the_server(string failAt, string said)
    {
        await using var server = await ThrowerServer.Prepare(postgres);
        await server.Launch(failAt);
        Assert.NotEqual(0, await server.Process.WaitForExit());
        Assert.Contains(said, server.Process.Log);
        Assert.Equal($"disable:{ThrowerServer.Plugin}\n", server.Commands());

        await server.Launch(failAt);
        Assert.False(server.Process.HasExited, server.Process.Log);
        await server.Process.Says($"Skipping disabled plugin {ThrowerServer.Plugin}");
        Assert.Equal("", server.Commands());
    }

    [Fact]
    public async Task A_background_service_that_throws_stops_the_server_without_disabling_the_plugin()
    {
        await using var server = await ThrowerServer.Prepare(postgres);
        await server.Launch("background");
        await server.Process.WaitForExit();
        Assert.Equal("", server.Commands());
    }

    [Fact]
    public async Task A_periodic_task_that_throws_is_only_logged()
    {
        await using var server = await ThrowerServer.Start(postgres);
        await server.Process.Says("thrown in a periodic task");
        Assert.False(server.Process.HasExited);
    }

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://[::]:0")]
    [InlineData("http://*:0")]
    [InlineData("http://192.0.2.1:0")]
    public async Task It_refuses_to_be_reached_from_other_machines(string url)
    {
        await using var server = await ThrowerServer.Prepare(postgres);
        await server.Launch(url: url);
        Assert.Equal(2, await server.Process.WaitForExit());
        Assert.Contains(url, server.Process.Log);
    }

    private static async Task AssertDisabledAndStopped(ThrowerServer server)
    {
        Assert.Equal($"disable:{ThrowerServer.Plugin}\n", server.Commands());
        await server.Process.WaitForExit();
        Assert.Contains($"Unhandled exception caused by plugin '{ThrowerServer.Plugin}', disabling it and restarting...", server.Process.Log);

        await server.Launch();
        Assert.False(server.Process.HasExited, server.Process.Log);
        Assert.Equal($"{ThrowerServer.Plugin}\n", await File.ReadAllTextAsync(Path.Combine(server.Plugins, "disabled")));
        Assert.Equal(404, (await server.Admin.Get("api/v1/thrower/throw")).Code);
    }
}
