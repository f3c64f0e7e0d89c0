using BTCPayServer.Plugins.Flash.Api;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Boltcards;

/// <summary>What proves that a card is at hand: chips and links.</summary>
public interface ICredentials
{
    /// <summary>
    /// A chip's tap. Uses its counter up, in one statement, once its MAC is verified; what does not verify changes nothing and is
    /// refused with <c>tap-invalid</c>, whatever is wrong with it. After the MAC: <c>replayed</c>, <c>chip-inactive</c>. The card's own state is not looked at.
    /// </summary>
    /// <param name="tapCode">From the URL.</param>
    /// <param name="p">Encrypted UID and counter, as they came.</param>
    /// <param name="c">MAC, as it came.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<Result<TappedCard>> Verify(string? tapCode, string? p, string? c, CancellationToken cancellationToken);

    /// <summary>The link of a virtual card, which carries the card's token instead of a chip's signature. Each use is a tap of its own. Refused as a chip's tap is.</summary>
    Task<Result<TappedCard>> VerifyLink(string? tapCode, string? token, CancellationToken cancellationToken);

    /// <summary>The card's living chip, or else its last; null when it never had one.</summary>
    Task<Credential?> Find(string storeId, Guid cardId, CancellationToken cancellationToken);

    /// <summary>Within the caller's transaction: every credential of the card, its link too, is dead for ever, and so are its open programming links.</summary>
    Task Kill(NpgsqlTransaction transaction, string storeId, Guid cardId, CancellationToken cancellationToken);

    /// <summary>
    /// What a chip of the store carries: <c>lnurlw://host/flash/t/code</c>, to which it appends <c>?p=…&amp;c=…</c>. Made on first use, then always the same.
    /// </summary>
    /// <param name="storeId">Whose.</param>
    /// <param name="serverUrl">The server's public address with scheme and root path, without a slash at the end.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<string> TapUrl(string storeId, string serverUrl, CancellationToken cancellationToken);

    /// <summary>The store's short name in that URL. Made on first use, then always the same.</summary>
    Task<string> TapCode(string storeId, CancellationToken cancellationToken);
}
