using System.Collections.Concurrent;
using Dapper;
using Npgsql;

[assembly: AssemblyFixture(typeof(BTCPayServer.Plugins.Flash.Tests.Support.PostgresFixture))]

namespace BTCPayServer.Plugins.Flash.Tests.Support;

/// <summary>
/// One real PostgreSQL for all tests, a database of its own for each that asks. It is the one that FLASH_TEST_POSTGRES
/// names (<c>./flash test</c> sets it), else a throw-away one, started when the first test needs it.
/// </summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, Lazy<Task<string>>> templates = new();
    private readonly Lazy<Task<string>> admin;
    private readonly ConcurrentBag<string> databases = [];
    private ChildProcess? own;

    public PostgresFixture() => admin = new(Connect);

    /// <summary>A new, empty database.</summary>
    public Task<TestDatabase> CreateDatabase() => Create("template0");

    /// <summary>
    /// A new database as <paramref name="prepare"/> leaves it, which gets a connection string and runs once for all that
    /// use the same <paramref name="template"/> name; the others get a copy.
    /// </summary>
    public async Task<TestDatabase> CreateDatabase(string template, Func<string, Task> prepare) =>
        await Create(await templates.GetOrAdd(template, _ => new(() => PrepareTemplate(prepare))).Value);

    /// <summary>The cluster's own connection string, for tests that need more than one database.</summary>
    public Task<string> Admin => admin.Value;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (own is not null)
        {
            await own.Stop();
            own.Dispose();
        }
        else if (admin.IsValueCreated)
        {
            // A cluster that we were lent: leave it as it was.
            await using var connection = new NpgsqlConnection(await admin.Value);
            foreach (var name in databases)
                await connection.ExecuteAsync($"""DROP DATABASE IF EXISTS "{name}" WITH (FORCE)""");
        }
    }

    internal async Task Drop(string name)
    {
        await using var connection = new NpgsqlConnection(await admin.Value);
        await connection.ExecuteAsync($"""DROP DATABASE IF EXISTS "{name}" WITH (FORCE)""");
    }

    private async Task<TestDatabase> Create(string template)
    {
        var name = "flash_test_" + Guid.NewGuid().ToString("N");
        databases.Add(name);
        var connectionString = await admin.Value;
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.ExecuteAsync($"""CREATE DATABASE "{name}" TEMPLATE "{template}" """);
        return new TestDatabase(this, name, new NpgsqlConnectionStringBuilder(connectionString) { Database = name }.ConnectionString);
    }

    private async Task<string> PrepareTemplate(Func<string, Task> prepare)
    {
        var database = await Create("template0");
        await prepare(database.ConnectionString);
        // PostgreSQL copies only a database that nobody is connected to.
        NpgsqlConnection.ClearAllPools();
        await using var connection = new NpgsqlConnection(await admin.Value);
        await connection.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = @Name", new { database.Name });
        return database.Name;
    }

    private async Task<string> Connect()
    {
        if (Environment.GetEnvironmentVariable("FLASH_TEST_POSTGRES") is { Length: > 0 } given)
            return given;
        var ready = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        own = await ChildProcess.Start(Repository.PathOf("flash"), ["postgres"], onLine: line =>
        {
            if (line.StartsWith("Host=", StringComparison.Ordinal))
                ready.TrySetResult(line);
        });
        var first = await Task.WhenAny(ready.Task, Task.Delay(TimeSpan.FromMinutes(3)));
        return first == ready.Task ? await ready.Task : throw new InvalidOperationException($"no PostgreSQL came up: {own.Log}");
    }
}
