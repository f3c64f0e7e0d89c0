using Npgsql;

namespace BTCPayServer.Plugins.Flash.Data;

/// <summary>Connections to the database that holds the schema <c>flash</c>: the server's own, or the one that FLASH_POSTGRES names.</summary>
public sealed class FlashDatabase : IAsyncDisposable
{
    private const int DefaultPoolSize = 30;
    private readonly NpgsqlDataSource _source;

    /// <summary>Makes a pool of its own for <paramref name="connectionString"/>.</summary>
    public FlashDatabase(string connectionString)
    {
        ConnectionString = connectionString;
        _source = NpgsqlDataSource.Create(Settings(connectionString));
    }

    /// <summary>The connection string that this was made with.</summary>
    internal string ConnectionString { get; }

    /// <summary>An open connection from the pool.</summary>
    public ValueTask<NpgsqlConnection> Open(CancellationToken cancellationToken) => _source.OpenConnectionAsync(cancellationToken);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    internal static NpgsqlConnectionStringBuilder Settings(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "flash", MaxAutoPrepare = 100, AutoPrepareMinUsages = 2, NoResetOnClose = true };
        // Beside the server's own pool of 100: PostgreSQL turns everybody away who comes when 100 are in.
        if (!settings.ShouldSerialize("Maximum Pool Size"))
            settings.MaxPoolSize = DefaultPoolSize;
        return settings;
    }
}
