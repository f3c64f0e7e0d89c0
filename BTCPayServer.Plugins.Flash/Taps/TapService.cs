using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Boltcards;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Programmes;
using BTCPayServer.Plugins.Flash.Server;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <inheritdoc cref="ITapService"/>
internal sealed class TapService(
    ICredentials credentials,
    TapCodes codes,
    TapSecrets secrets,
    TapRates rates,
    ISpendingGuard guards,
    TapSettingsRepository settings,
    ICardFinder cards,
    ICardFates fates,
    IProgrammes programmes,
    IOutgoingPayments payments,
    IStoreLightning lightning,
    IServerRates exchangeRates,
    TimeProvider time) : ITapService
{
    private const long MinMsat = 1000;
    // What is offered at most where balance and limits must not or do not say: one bitcoin.
    private const long HiddenMsat = 100_000_000_000;

    public async Task<Result<Tap>> Read(TapReading reading, string? address, CancellationToken cancellationToken)
    {
        if (!await rates.Address(address, cancellationToken))
            return TapRefusals.TooManyRequests;
        var verified = reading.Token is null
            ? await credentials.Verify(reading.TapCode, reading.P, reading.C, cancellationToken)
            : await credentials.VerifyLink(reading.TapCode, reading.Token, cancellationToken);
        if (!verified.Ok)
            return verified.Refusal;
        var proof = verified.Value;
        if (!await rates.Card(proof.StoreId, proof.CardId, cancellationToken))
            return TapRefusals.TooManyRequests;
        if (await cards.ById(proof.StoreId, proof.CardId, cancellationToken) is not { } card)
            return TapRefusals.CardNotFound;
        var tap = await Measure(proof, card, cancellationToken);
        return tap.Obstacle is null ? tap with { K1 = await secrets.Of(proof, cancellationToken) } : tap;
    }

    public async Task<Result<OutgoingPayment>> Pay(string? tapCode, string? k1, string? bolt11, string? pin, string? address, CancellationToken cancellationToken)
    {
        if (!await rates.Address(address, cancellationToken))
            return TapRefusals.TooManyRequests;
        if (await codes.Store(tapCode, cancellationToken) is not { } storeId || await secrets.Read(storeId, k1, cancellationToken) is not { } right)
            return TapRefusals.TapUnknown;
        if (!await rates.Card(storeId, right.CardId, cancellationToken))
            return TapRefusals.TooManyRequests;
        return await payments.Pay(storeId, new PayInvoice(right.CardId, bolt11 ?? "", right, (amount, ct) => Approve(storeId, right.CardId, amount, pin, ct)), cancellationToken);
    }

    /// <summary>Sleep mode and PIN.</summary>
    private async Task<Refusal?> Approve(string storeId, Guid cardId, long amount, string? pin, CancellationToken cancellationToken) =>
        await guards.Find(storeId, cardId, cancellationToken) is { } guard ? await guards.Approve(storeId, cardId, guard, amount, pin, cancellationToken) : null;

    private async Task<Tap> Measure(TappedCard proof, Card card, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var guard = await guards.Find(card.StoreId, card.Id, cancellationToken) ?? new CardGuard();
        var rules = await settings.Find(card.StoreId, cancellationToken);
        var today = (await programmes.Find(card.StoreId, cancellationToken))?.Day(now) ?? 0;
        long? dayLeft = card.Account.PeriodLimit is { } day ? Math.Max(0, day - (today > card.Account.Period ? 0 : card.Account.Spent)) : null;
        var tap = new Tap(proof, card, guard, rules, null, MinMsat, 0, null, dayLeft, await fates.IsLost(card, cancellationToken));
        var obstacle = card.State switch
        {
            CardState.Closed => TapRefusals.CardClosed,
            CardState.Frozen => TapRefusals.CardFrozen,
            CardState.Issued => TapRefusals.CardNotActivated,
            CardState.Expired => TapRefusals.CardExpired,
            _ when guard.Locked => TapRefusals.CardLocked,
            _ when guard.Asleep(now) => TapRefusals.CardAsleep,
            _ => await lightning.Obstacle(card.StoreId, cancellationToken),
        };
        if (obstacle is not null)
            return tap with { Obstacle = obstacle };
        if (await Exchange.Find(exchangeRates, card.StoreId, card.Asset, cancellationToken) is not { } exchange)
            return tap with { Obstacle = TapRefusals.RateUnavailable };
        if (!Affords(MinMsat))
            return tap with { Obstacle = TapRefusals.InsufficientFunds };
        if (!Allows(MinMsat))
            return tap with { Obstacle = exchange.ToMinor(MinMsat) > card.Account.ChargeLimit ? TapRefusals.ChargeLimit : TapRefusals.DayLimit };
        return tap with
        {
            MaxMsat = rules.ShowBalance ? Exchange.Largest(msat => Affords(msat) && Allows(msat)) : Exchange.Largest(msat => msat <= HiddenMsat && Allows(msat)),
            PinLimitMsat = !guard.HasPin ? null : guard.PinLimit == 0 ? 0
                // Amounts of part satoshis right below the limit are asked too rather than refused.
                : Exchange.Largest(msat => exchange.ToMinor(msat) < guard.PinLimit) + 1
        };

        bool Affords(long msat) => exchange.ToMinor(msat) is { } amount && exchange.ToMinor(rules.FeeCap(msat)) is { } fee && amount + fee <= card.Account.Available;
        bool Allows(long msat) => exchange.ToMinor(msat) is { } amount && !(amount > card.Account.ChargeLimit) && !(amount > dayLeft);
    }
}
