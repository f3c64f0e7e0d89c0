using System.Reflection;
using BTCPayServer.Abstractions.Models;
using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;

namespace DevServer.Data;

/// <summary>The server's own database: schema <c>devserver</c>, made and brought up to date at start.</summary>
public sealed class DevDatabase(IOptions<DatabaseOptions> options) : IAsyncDisposable
{
    private const long MigrationLock = 0x44455653;

    private readonly NpgsqlDataSource source = NpgsqlDataSource.Create(options.Value.ConnectionString);

    /// <summary>An open connection; the caller disposes it.</summary>
    public ValueTask<NpgsqlConnection> Open(CancellationToken ct = default) => source.OpenConnectionAsync(ct);

    /// <summary>Applies the numbered scripts embedded under any <c>Scripts/</c> folder, each once, in the order of their names.</summary>
    public async Task Migrate(CancellationToken ct)
    {
        await using var connection = await Open(ct);
        await connection.ExecuteAsync("SELECT pg_advisory_lock(@MigrationLock)", new { MigrationLock });
        try
        {
            await connection.ExecuteAsync("""
                CREATE SCHEMA IF NOT EXISTS devserver;
                CREATE TABLE IF NOT EXISTS devserver.migrations (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now());
                """);
            var applied = (await connection.QueryAsync<string>("SELECT name FROM devserver.migrations")).ToHashSet();
            foreach (var (name, sql) in Scripts().Where(s => !applied.Contains(s.Name)))
            {
                await using var transaction = await connection.BeginTransactionAsync(ct);
                await connection.ExecuteAsync(sql, transaction: transaction);
                await connection.ExecuteAsync("INSERT INTO devserver.migrations (name) VALUES (@name)", new { name }, transaction);
                await transaction.CommitAsync(ct);
            }
        }
        finally
        {
            await connection.ExecuteAsync("SELECT pg_advisory_unlock(@MigrationLock)", new { MigrationLock });
        }
    }

    public ValueTask DisposeAsync() => source.DisposeAsync();

    private static IEnumerable<(string Name, string Sql)> Scripts()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return from resource in assembly.GetManifestResourceNames()
               let at = resource.IndexOf(".Scripts._", StringComparison.Ordinal) is var a && a >= 0 ? a : resource.IndexOf(".Scripts.", StringComparison.Ordinal)
               where at >= 0 && resource.EndsWith(".sql", StringComparison.Ordinal)
               let name = resource[(at + ".Scripts.".Length)..].TrimStart('_')
               orderby name
               select (name, Read(assembly, resource));
    }

    private static string Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
