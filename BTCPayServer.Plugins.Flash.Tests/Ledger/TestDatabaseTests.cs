using BTCPayServer.Plugins.Flash.Tests.Support;
using Dapper;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>The databases that the other tests stand on.</summary>
public class TestDatabaseTests(PostgresFixture postgres)
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
}
