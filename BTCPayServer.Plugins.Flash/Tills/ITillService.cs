using BTCPayServer.Plugins.Flash.Api;

namespace BTCPayServer.Plugins.Flash.Tills;

/// <summary>A store's tills: made, paired by a one-time code, revoked at once.</summary>
public interface ITillService
{
    /// <summary>Makes a till and the code that pairs a device to it.</summary>
    /// <param name="name">1 to 100 characters.</param>
    /// <param name="chargeLimit">Decimal string in the programme's asset; null for no limit.</param>
    /// <param name="dayLimit">Decimal string in the programme's asset; null for no limit.</param>
    Task<Result<TillPairing>> Create(string storeId, string? name, string? chargeLimit, string? dayLimit, CancellationToken cancellationToken);

    /// <summary>A new code for a till, for another device. The earlier code stops working at once, the earlier device when the new one is paired.</summary>
    Task<Result<TillPairing>> NewCode(string storeId, Guid tillId, CancellationToken cancellationToken);

    /// <summary>
    /// Renames a till or changes its limits. Every charge that starts after this returned is held to the new ones; what the day already has stays counted.
    /// Refused with <c>till-revoked</c> for one that was switched off.
    /// </summary>
    Task<Result<Till>> Update(string storeId, Guid tillId, TillUpdate update, CancellationToken cancellationToken);

    /// <summary>Turns a code into a token. A code works once, until it expires, and dies after a few wrong tries.</summary>
    Task<Result<PairedTill>> Pair(string? code, CancellationToken cancellationToken);

    /// <summary>Whose token it is; null when nobody's, or revoked.</summary>
    Task<TillIdentity?> Authenticate(string token, CancellationToken cancellationToken);

    /// <summary>The store's tills, newest first; revoked ones too, since charges name them.</summary>
    Task<IReadOnlyList<Till>> List(string storeId, CancellationToken cancellationToken);

    /// <summary>One till.</summary>
    Task<Result<Till>> Find(string storeId, Guid tillId, CancellationToken cancellationToken);

    /// <summary>Switches a till off for good: its token is gone and the ledger refuses what is already on its way. Again: the same.</summary>
    Task<Result<Till>> Revoke(string storeId, Guid tillId, CancellationToken cancellationToken);
}
