using BTCPayServer.Plugins.Flash.Data;
using Microsoft.Extensions.Logging.Abstractions;

namespace BTCPayServer.Plugins.Flash.Tests.Support;

/// <summary>Databases as the plugin's scripts make them.</summary>
internal static class FlashSchema
{
    /// <summary>Runs the scripts up to number <paramref name="last"/>, or all.</summary>
    public static Task Migrate(FlashDatabase database, int? last = null) => new FlashMigrations(database, NullLogger<FlashMigrations>.Instance).Migrate(last, default);

    /// <summary>A new database after the scripts up to number <paramref name="last"/>, or all.</summary>
    public static Task<TestDatabase> CreateFlashDatabase(this PostgresFixture postgres, int? last = null) =>
        postgres.CreateDatabase($"flash-{last}", async connectionString =>
        {
            await using var database = new FlashDatabase(connectionString);
            await Migrate(database, last);
        });
}
