using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Boltcards.Chip;

namespace BTCPayServer.Plugins.Flash.Boltcards;

/// <summary>
/// Programs and wipes chips through the Bolt Card programming apps. Keys go to whoever holds a link that staff made for that one card: once, for
/// ten minutes. Each programming has a version of its own; no version is believed before a tap has proven it.
/// </summary>
public interface IChipProgramming
{
    /// <summary>
    /// A link that programs a chip for a card. <c>card-not-found</c>, <c>card-closed</c>; <c>422 uid</c> for one that is none.
    /// </summary>
    /// <param name="storeId">Whose.</param>
    /// <param name="cardId">Which card.</param>
    /// <param name="uid">The chip's UID, 14 hex digits, when it is known: only that chip can be programmed then, and the app need not say it.</param>
    /// <param name="by">Who asked; kept in the journal.</param>
    /// <param name="serverUrl">The server's public address, without a slash at the end.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<Result<ProgrammingLink>> Program(string storeId, Guid cardId, string? uid, string? by, string serverUrl, CancellationToken cancellationToken);

    /// <summary>
    /// A link that wipes the chip of a card; <c>chip-not-found</c>. Without <paramref name="version"/> the keys are those of the version that the chip proves by
    /// a tap, or else of the last that it proved; a chip that stopped half-way is opened by trying others.
    /// </summary>
    /// <param name="storeId">Whose.</param>
    /// <param name="cardId">Which card.</param>
    /// <param name="uid">The chip's UID, when it is known.</param>
    /// <param name="version">Which version's keys; only for a chip that cannot be tapped.</param>
    /// <param name="by">Who asked.</param>
    /// <param name="serverUrl">The server's public address.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<Result<ProgrammingLink>> Wipe(string storeId, Guid cardId, string? uid, int? version, string? by, string serverUrl, CancellationToken cancellationToken);

    /// <summary>What an app that posts to a link gets: keys to write or keys that open. Uses the link up; a refusal does not.</summary>
    Task<Result<KeysResponse>> Keys(string secret, KeysRequest request, string serverUrl, CancellationToken cancellationToken);

    /// <summary>What an app that reads a link gets, if the link was made with the chip's UID: <see cref="CreateBoltCardResponse"/> or <see cref="WipeBoltCard"/>. Uses the link up.</summary>
    Task<Result<object>> Form(string secret, string serverUrl, CancellationToken cancellationToken);

    /// <summary>The card's chip and its journal.</summary>
    Task<Result<ChipStatus>> Status(string storeId, Guid cardId, CancellationToken cancellationToken);

    /// <summary>Staff say that the card's chip is blank: it leaves the card, and its keys up to now never count again. Not of a chip that pays: <c>chip-not-resetting</c>.</summary>
    Task<Result<ChipStatus>> Wiped(string storeId, Guid cardId, string? by, CancellationToken cancellationToken);

    /// <summary>A tap of the card's chip, by the whole URL that it gave: proves the keys that it has, and is used up. <c>tap-invalid</c>, <c>replayed</c>, <c>chip-inactive</c>; <c>chip-not-found</c> when it is another card's.</summary>
    Task<Result<ChipStatus>> Verify(string storeId, Guid cardId, string? url, CancellationToken cancellationToken);
}
