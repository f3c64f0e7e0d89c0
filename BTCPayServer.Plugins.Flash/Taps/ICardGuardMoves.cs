using Npgsql;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <summary>What guards a card goes on to the card that takes its place.</summary>
public interface ICardGuardMoves
{
    /// <summary>
    /// Gives the successor the card's PIN, the amount from which on it is asked, and its sleep mode, in the caller's transaction. Wrong tries start at none;
    /// with sleep mode the successor sleeps. What guarded the successor before is gone; a card that nothing guards changes nothing.
    /// </summary>
    /// <param name="transaction">The caller's.</param>
    /// <param name="storeId">Whose.</param>
    /// <param name="oldCardId">The card that is replaced; its own guard stays as it is.</param>
    /// <param name="newCardId">The card in its place.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task Move(NpgsqlTransaction transaction, string storeId, Guid oldCardId, Guid newCardId, CancellationToken cancellationToken);
}
