using BTCPayServer.Plugins.Flash.Data;
using Dapper;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Cards;

/// <summary>Whose card is whose, decided by the database.</summary>
internal sealed class CardHolders(FlashDatabase database)
{
    /// <summary>Links a card that nobody has to a holder; false when another holder has it. Again for the same holder: true.</summary>
    public async Task<bool> Claim(string storeId, Guid id, string holder, CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        return await connection.ExecuteAsync(new CommandDefinition("""
            update flash.cards set holder = @holder where store_id = @storeId and id = @id and (holder is null or holder = @holder)
            """, new { storeId, id, holder }, cancellationToken: cancellationToken)) == 1;
    }

    /// <summary>Within a transaction: whether all these cards are the holder's, and they stay so until it ends.</summary>
    public static async Task<bool> Hold(NpgsqlTransaction transaction, string storeId, string holder, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) =>
        (await transaction.Connection!.QueryAsync<Guid>(new CommandDefinition("""
            select id from flash.cards where store_id = @storeId and id = any(@ids) and holder = @holder order by id for share
            """, new { storeId, holder, ids = ids.ToArray() }, transaction, cancellationToken: cancellationToken))).Distinct().Count() == ids.Count;
}
