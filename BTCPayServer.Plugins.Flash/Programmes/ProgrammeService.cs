using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Data;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Server;
using Dapper;

namespace BTCPayServer.Plugins.Flash.Programmes;

/// <inheritdoc cref="IProgrammeService"/>
internal sealed class ProgrammeService(FlashDatabase database, ProgrammeRepository repository, ILedger ledger, ICurrencies currencies, TimeProvider time) : IProgrammeService
{
    public Task<Programme?> Find(string storeId, CancellationToken cancellationToken) => repository.Find(storeId, cancellationToken);

    public async Task<Result<Programme>> Set(string storeId, ProgrammeSettings settings, string serverUrl, CancellationToken cancellationToken)
    {
        var check = ProgrammeRules.Check(storeId, settings, currencies, serverUrl);
        if (!check.Ok)
            return check;
        var programme = check.Value;
        await using var connection = await database.Open(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Issuing shares this row, so that no card of the old asset or limits appears meanwhile.
        var old = await ProgrammeRepository.Lock(transaction, storeId, cancellationToken);
        if (old is not null && old.Asset != programme.Asset && await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
                "select exists (select from flash.cards where store_id = @storeId)", new { storeId }, transaction, cancellationToken: cancellationToken)))
            return ProgrammeRefusals.AssetInUse;
        await ProgrammeRepository.Save(transaction, programme, time.GetUtcNow(), cancellationToken);
        if (old is null || old.ChargeLimit != programme.ChargeLimit || old.DayLimit != programme.DayLimit)
            await ledger.ChangeSharedLimits(transaction, storeId, new AccountLimits(programme.ChargeLimit, programme.DayLimit), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return programme;
    }
}
