using System.Diagnostics;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Tests.Faults;

/// <summary>./flash leaves nothing running, however it ends.</summary>
public class ScriptTests
{
    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    [InlineData("KILL")]
    public async Task Its_PostgreSQL_ends_with_the_script(string signal)
    {
        var ready = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var script = await ChildProcess.Start(Repository.PathOf("flash"), ["postgres"], onLine: line => ready.TrySetResult(line));
        var connectionString = await ready.Task.WaitAsync(TimeSpan.FromMinutes(1)) + ";Pooling=false;Timeout=3";
        Assert.True(await Answers(connectionString), script.Log);

        using (var kill = Process.Start("kill", [$"-{signal}", script.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        Assert.NotEqual(0, await script.WaitForExit());
        await Waiting.Eventually(async () => !await Answers(connectionString), "PostgreSQL outlives the script");
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("bench")]
    public async Task What_it_does_not_know_is_an_error(string command)
    {
        using var script = await ChildProcess.Start(Repository.PathOf("flash"), [command]);
        Assert.NotEqual(0, await script.WaitForExit());
        Assert.StartsWith("flash: ", script.Log);
    }

    private static async Task<bool> Answers(string connectionString)
    {
        try
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
