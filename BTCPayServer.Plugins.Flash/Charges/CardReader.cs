using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Boltcards;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Taps;

namespace BTCPayServer.Plugins.Flash.Charges;

/// <summary>Reads the card in a cashier's hand from whatever a keyboard, a scanner or an NFC reader typed.</summary>
public sealed class CardReader(CardLookup cards, ICredentials credentials)
{
    /// <summary>
    /// The card of a number, of what a QR code says, or of the address that a chip gives when it is tapped: that tap is used up. Refused with <c>card-not-found</c>,
    /// also for taps of other stores, which are not used up, and for a tap with <c>tap-invalid</c>, <c>replayed</c> or <c>chip-inactive</c>.
    /// </summary>
    public async Task<Result<Card>> Read(string storeId, string typed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(typed);
        var text = string.Concat(typed.Where(c => !char.IsWhiteSpace(c)));
        // A virtual card's address says its token.
        if (TapReading.Read(text) is { Token: null } tap)
            return await Tapped(storeId, tap, cancellationToken);
        var digits = text.Replace("-", "", StringComparison.Ordinal);
        return await cards.Find(storeId, digits.All(char.IsAsciiDigit)
            ? new CardReference(Number: digits)
            : new CardReference(Token: text[(text.LastIndexOfAny(['/', '=']) + 1)..]), cancellationToken);
    }

    private async Task<Result<Card>> Tapped(string storeId, TapReading tap, CancellationToken cancellationToken)
    {
        if (tap.TapCode != await credentials.TapCode(storeId, cancellationToken))
            return ChargeRefusals.CardNotFound;
        var proof = await credentials.Verify(tap.TapCode, tap.P, tap.C, cancellationToken);
        return proof.Ok ? await cards.Find(storeId, new CardReference(proof.Value.CardId), cancellationToken) : proof.Refusal;
    }
}
