using Npgsql;

namespace BTCPayServer.Plugins.Flash.Tests.Support;

/// <summary>A database of one test or test class, dropped with it.</summary>
public sealed class TestDatabase(PostgresFixture postgres, string name, string connectionString) : IAsyncDisposable
{
    /// <summary>Behind a connection string: whoever holds a connection and asks for another waits in vain. In a crowd all of them would.</summary>
    public const string OneConnection = ";Maximum Pool Size=1;Timeout=5";

    public string Name => name;

    public string ConnectionString => connectionString;

    /// <summary>An open connection.</summary>
    public async Task<NpgsqlConnection> Open(CancellationToken ct = default)
    {
        var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(ct);
        return connection;
    }

    public async ValueTask DisposeAsync() => await postgres.Drop(name);
}
