using Npgsql;

namespace BTCPayServer.Plugins.Flash.Cards;

/// <summary>Finds a card for a charge: one indexed query.</summary>
public interface ICardFinder
{
    /// <summary>A card by id, or null when the store has none.</summary>
    Task<Card?> ById(string storeId, Guid id, CancellationToken cancellationToken);

    /// <summary>The same within a transaction, on its connection.</summary>
    Task<Card?> ById(NpgsqlTransaction transaction, string storeId, Guid id, CancellationToken cancellationToken);

    /// <summary>A card by its full 16-digit number (spaces and hyphens allowed).</summary>
    Task<Card?> ByNumber(string storeId, string number, CancellationToken cancellationToken);

    /// <summary>A card by its token: an unguessable string that its QR code carries.</summary>
    Task<Card?> ByToken(string storeId, string token, CancellationToken cancellationToken);
}
