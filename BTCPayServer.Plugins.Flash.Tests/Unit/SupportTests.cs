using BTCPayServer.Plugins.Flash.Tests.Support;

namespace BTCPayServer.Plugins.Flash.Tests.Unit;

/// <summary>What the other tests stand on.</summary>
public class SupportTests
{
    [Fact]
    public async Task A_child_can_be_stopped_and_killed()
    {
        var said = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var polite = await ChildProcess.Start("sh", ["-c", "echo hello; exec sleep 60"], onLine: line => said.TrySetResult(line));
        Assert.Equal("hello", await said.Task.WaitAsync(TimeSpan.FromMinutes(1)));
        await polite.Stop();
        Assert.True(polite.HasExited);
        Assert.Contains("hello", polite.Log);
        using var stubborn = await ChildProcess.Start("sleep", ["60"]);
        await stubborn.Kill();
        Assert.True(stubborn.HasExited);
    }
}
