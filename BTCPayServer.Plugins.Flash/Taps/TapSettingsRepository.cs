using BTCPayServer.Plugins.Flash.Data;
using Dapper;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <summary>Reads and keeps a programme's rules for taps.</summary>
internal sealed class TapSettingsRepository(FlashDatabase database, TimeProvider time)
{
    /// <summary>The store's rules; the usual ones where it has set none.</summary>
    public async Task<TapSettings> Find(string storeId, CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<TapSettings>(new CommandDefinition("""
            select show_balance ShowBalance, fee_basis_points FeeBasisPoints, fee_minimum_msat FeeMinimumMsat from flash.tap_settings where store_id = @storeId
            """, new { storeId }, cancellationToken: cancellationToken)) ?? new TapSettings();
    }

    /// <summary>Keeps the store's rules.</summary>
    public async Task Set(string storeId, TapSettings settings, CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition("""
            insert into flash.tap_settings (store_id, show_balance, fee_basis_points, fee_minimum_msat, updated_at)
            values (@storeId, @ShowBalance, @FeeBasisPoints, @FeeMinimumMsat, @now)
            on conflict (store_id) do update set show_balance = excluded.show_balance, fee_basis_points = excluded.fee_basis_points,
              fee_minimum_msat = excluded.fee_minimum_msat, updated_at = excluded.updated_at
            """, new { storeId, settings.ShowBalance, settings.FeeBasisPoints, settings.FeeMinimumMsat, now = time.GetUtcNow() }, cancellationToken: cancellationToken));
    }
}
