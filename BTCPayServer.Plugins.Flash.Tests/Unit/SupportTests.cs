using BTCPayServer.Plugins.Flash.Tests.Support;
using Dapper;

namespace BTCPayServer.Plugins.Flash.Tests.Unit;

/// <summary>What the other tests stand on.</summary>
public class SupportTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Databases_are_durable_separate_and_copied_from_a_template()
    {
        var prepared = 0;
        async Task Prepare(string connectionString)
        {
            prepared++;
            await using var connection = new Npgsql.NpgsqlConnection(connectionString);
            await connection.ExecuteAsync("CREATE TABLE seen (x int); INSERT INTO seen VALUES (7)");
        }
        await using var one = await postgres.CreateDatabase("support-tests", Prepare);
        await using var two = await postgres.CreateDatabase("support-tests", Prepare);
        await using var first = await one.Open();
        await using var second = await two.Open();
        await first.ExecuteAsync("DELETE FROM seen");
        Assert.Equal(7, await second.QuerySingleAsync<int>("SELECT x FROM seen"));
        Assert.Equal(1, prepared);
        foreach (var setting in (string[])["fsync", "synchronous_commit", "full_page_writes"])
            Assert.Equal("on", await first.QuerySingleAsync<string>($"SHOW {setting}"));
    }

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
