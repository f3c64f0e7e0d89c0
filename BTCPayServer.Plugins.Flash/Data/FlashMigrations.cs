using BTCPayServer.Abstractions.Contracts;
using DbUp;
using DbUp.Engine.Output;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Data;

/// <summary>Brings the schema <c>flash</c> up to date before anything runs: numbered scripts, each in one transaction and once, under an advisory lock.
/// A script that fails stops the start loudly.</summary>
public sealed class FlashMigrations(FlashDatabase database, ILogger<FlashMigrations> logger) : IStartupTask
{
    // "flash" in ASCII: one migrator at a time, over all processes on this database.
    private const long LockId = 0x666c617368;

    /// <inheritdoc />
    public async Task ExecuteAsync(CancellationToken cancellationToken = default) => await Migrate(null, cancellationToken);

    /// <summary>Applies what is missing, up to and with the script number <paramref name="last"/> (null: all). For tests that migrate step by step.</summary>
    /// <exception cref="InvalidOperationException">A script failed; the message names it.</exception>
    public async Task Migrate(int? last, CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        // Whatever happens, the lock does not go back to the pool with its connection.
        try
        {
            await Execute(connection, $"select pg_advisory_lock({LockId})", cancellationToken);
            await Execute(connection, "create schema if not exists flash", cancellationToken);
            var result = DeployChanges.To.PostgresqlDatabase(database.ConnectionString)
                .WithScriptsEmbeddedInAssembly(typeof(FlashMigrations).Assembly, name => Number(name) is { } number && number <= (last ?? int.MaxValue))
                .WithTransactionPerScript()
                // Scripts are PL/pgSQL: '$$' is theirs.
                .WithVariablesDisabled()
                .WithExecutionTimeout(TimeSpan.FromMinutes(30))
                .JournalToPostgresqlTable("flash", "migrations")
                .LogTo(new Log(logger))
                .Build().PerformUpgrade();
            if (!result.Successful)
                throw new InvalidOperationException($"Flash: the migration {result.ErrorScript?.Name} failed", result.Error);
        }
        finally
        {
            await Execute(connection, $"select pg_advisory_unlock({LockId})", CancellationToken.None);
        }
    }

    /// <summary>The number of …Scripts.NNN.Name.sql; null for other resources.</summary>
    private static int? Number(string resource)
    {
        const string folder = ".Scripts.";
        var at = resource.IndexOf(folder, StringComparison.Ordinal);
        // A resource folder or file that starts with a digit is named with a leading underscore by the compiler.
        return at >= 0 && resource.EndsWith(".sql", StringComparison.Ordinal)
            && int.TryParse(resource[(at + folder.Length)..].TrimStart('_').Split('.')[0], out var number) ? number : null;
    }

    private static async Task Execute(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private sealed class Log(ILogger logger) : IUpgradeLog
    {
        public void LogTrace(string format, params object[] args) => Write(LogLevel.Trace, format, args);
        public void LogDebug(string format, params object[] args) => Write(LogLevel.Debug, format, args);
        public void LogInformation(string format, params object[] args) => Write(LogLevel.Information, format, args);
        public void LogWarning(string format, params object[] args) => Write(LogLevel.Warning, format, args);
        public void LogError(string format, params object[] args) => Write(LogLevel.Error, format, args);
        public void LogError(Exception ex, string format, params object[] args) => Write(LogLevel.Error, format + " " + ex.Message, args);

        private void Write(LogLevel level, string format, object[] args) =>
            logger.Log(level, "Flash: {Message}", args.Length == 0 ? format : string.Format(System.Globalization.CultureInfo.InvariantCulture, format, args));
    }
}
