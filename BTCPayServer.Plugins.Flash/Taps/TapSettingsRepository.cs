using BTCPayServer.Plugins.Flash.Data;
using Dapper;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <summary>Reads and keeps a programme's rules for taps.</summary>
internal sealed class TapSettingsRepository
{
    private readonly FlashDatabase _database;
    private readonly TimeProvider _time;
    private readonly Gathered<string, TapSettings> _settings;

    public TapSettingsRepository(FlashDatabase database, TimeProvider time)
    {
        (_database, _time) = (database, time);
        _settings = new(Read);
    }

    /// <summary>The store's rules; the usual ones where it has set none.</summary>
    public async Task<TapSettings> Find(string storeId, CancellationToken cancellationToken) => await _settings.Find(storeId, cancellationToken) ?? new TapSettings();

    /// <summary>Keeps the store's rules.</summary>
    public async Task Set(string storeId, TapSettings settings, CancellationToken cancellationToken)
    {
        await using var connection = await _database.Open(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition("""
            insert into flash.tap_settings (store_id, show_balance, fee_basis_points, fee_minimum_msat, updated_at)
            values (@storeId, @ShowBalance, @FeeBasisPoints, @FeeMinimumMsat, @now)
            on conflict (store_id) do update set show_balance = excluded.show_balance, fee_basis_points = excluded.fee_basis_points,
              fee_minimum_msat = excluded.fee_minimum_msat, updated_at = excluded.updated_at
            """, new { storeId, settings.ShowBalance, settings.FeeBasisPoints, settings.FeeMinimumMsat, now = _time.GetUtcNow() }, cancellationToken: cancellationToken));
    }

    private async Task<IReadOnlyDictionary<string, TapSettings>> Read(IReadOnlyCollection<string> stores)
    {
        await using var connection = await _database.Open(CancellationToken.None);
        return (await connection.QueryAsync<(string Store, bool ShowBalance, int FeeBasisPoints, long FeeMinimumMsat)>("""
            select store_id, show_balance, fee_basis_points, fee_minimum_msat from flash.tap_settings where store_id = any (@stores)
            """, new { stores = stores.ToArray() }))
            .ToDictionary(r => r.Store, r => new TapSettings { ShowBalance = r.ShowBalance, FeeBasisPoints = r.FeeBasisPoints, FeeMinimumMsat = r.FeeMinimumMsat });
    }
}
