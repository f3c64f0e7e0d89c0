using System.Globalization;
using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Loads;
using BTCPayServer.Plugins.Flash.Programmes;
using BTCPayServer.Plugins.Flash.Server;
using BTCPayServer.Plugins.Flash.Taps;
using Newtonsoft.Json;

namespace BTCPayServer.Plugins.Flash.TopUps;

/// <inheritdoc cref="ITopUps"/>
internal sealed class TopUpService(ICardLinks links, ICardFates fates, ILoadService loads, IProgrammes programmes, IServerRates rates, ICurrencies currencies, IStores stores,
    ITapSettings rules, ILightningRequests lightning, RequestCounts counts) : ITopUps
{
    private const int OffersPerMinute = 120;
    private const int RequestsPerMinute = 20;

    public async Task<Result<PayOffer>> Offer(string? token, string? address, CancellationToken cancellationToken)
    {
        if (await links.Find(token, CardLinkUse.TopUp, cancellationToken) is not { } card)
            return await counts.Unknown(address, cancellationToken);
        return await counts.Take(card.StoreId, "offer", card.Id, address, OffersPerMinute, cancellationToken)
            ? (await Terms(card, cancellationToken)).Map(terms => terms.Offer)
            : TopUpRefusals.TooManyRequests;
    }

    public async Task<Result<PayAnswer>> Request(string? token, string? amount, string? comment, string? address, string serverUrl, CancellationToken cancellationToken)
    {
        if (await links.Find(token, CardLinkUse.TopUp, cancellationToken) is not { } card)
            return await counts.Unknown(address, cancellationToken);
        if (!await counts.Take(card.StoreId, "request", card.Id, address, RequestsPerMinute, cancellationToken))
            return TopUpRefusals.TooManyRequests;
        var terms = await Terms(card, cancellationToken);
        if (!terms.Ok)
            return terms.Refusal;
        var (offer, sats, least, decimals, known) = terms.Value;
        // The offer keeps away from the limits, so that a rate that moves meanwhile refuses nobody who kept to it.
        if (!long.TryParse(amount, NumberStyles.None, CultureInfo.InvariantCulture, out var msat) || msat < least || msat > Sats.MsatPerBitcoin)
            return TopUpRefusals.AmountOutOfRange;
        if (comment?.Length > PayOffer.MaxComment)
            return TopUpRefusals.CommentTooLong;
        var price = sats.Price(msat, decimals);
        var description = Described(card, comment);
        var load = await loads.Request(card.StoreId, card.Id, new RequestLoad(price.ToString(CultureInfo.InvariantCulture), Description: description),
            // Not by the address that a stranger asked at, whatever it says: staff and customers are led to this checkout.
            $"lnurl:{Guid.CreateVersion7():N}", known ?? serverUrl, cancellationToken);
        if (!load.Ok)
            // The server's words tell of its node and its rules, which is nothing for strangers; the load keeps them for staff.
            return load.Refusal.Path is not null ? TopUpRefusals.AmountOutOfRange : load.Refusal.Code == StoreInvoiceRefusals.NotCreated.Code ? LightningRequestRefusals.Unavailable : load.Refusal;
        if (load.Value.InvoiceId is not { } invoice)
            return LightningRequestRefusals.Unavailable;
        var request = await lightning.Request(card.StoreId, invoice, msat, offer.Metadata, cancellationToken);
        return request.Map(bolt11 => new PayAnswer(bolt11, $"Thank you! Card •••• {card.Last4} is credited as soon as the payment arrives."));
    }

    public async Task<TopUpLink> Link(string storeId, Guid cardId, string serverUrl, CancellationToken cancellationToken)
    {
        var url = $"{serverUrl}/flash/p/{await links.Token(storeId, cardId, CardLinkUse.TopUp, cancellationToken)}";
        return new TopUpLink(url, Lnurl.Encode(url));
    }

    private async Task<Result<(PayOffer Offer, Sats Sats, long Least, int Decimals, string? ServerUrl)>> Terms(Card card, CancellationToken cancellationToken)
    {
        if (card.State is CardState.Closed)
            return CardRefusals.Closed;
        if (card.State is CardState.Expired)
            return CardRefusals.Expired;
        // Whoever found it would learn from what it still takes what is on it; and its owner wants money on the card that takes its place.
        if (await fates.IsLost(card, cancellationToken))
            return TopUpRefusals.Lost;
        if (await programmes.Find(card.StoreId, cancellationToken) is not { } programme)
            return ProgrammeRefusals.NotFound;
        // Invoices are priced at the bid, those in satoshis too: a store's spread holds for them as well.
        if ((await rates.Quote(card.StoreId, "BTC", card.Asset.Code, cancellationToken))?.Bid is not (> 0 and var rate))
            return TopUpRefusals.RateUnavailable;
        var sats = new Sats(card.Asset, rate);
        var decimals = currencies.Find(card.Asset.Code)?.DisplayScale ?? card.Asset.Scale;
        card.Asset.TryToMinor(new decimal(1, 0, 0, false, (byte)decimals), out var smallest);
        // Where a tap does not tell the balance, the room that it leaves is not told either; a load that does not fit is refused.
        var most = Least(programme.MaxLoad, programme.MaxBalance - (await rules.ShowBalance(card.StoreId, cancellationToken) ? card.Account.Posted : 0));
        // Never below a satoshi: smaller payments are nobody's.
        var least = Math.Max(1000, sats.MsatFor(Math.Max(programme.MinLoad ?? 0, smallest)));
        var largest = most is { } limit ? sats.MsatWithin(Math.Max(0, limit)) : Sats.MsatPerBitcoin;
        // No market moves what a satoshi is worth in satoshis.
        var margin = card.Asset.Code == "SATS" ? 0 : 1;
        var (min, max) = (least + least * margin / 100, most is null ? largest : largest - largest * margin / 100);
        if (max < min && most is { } room)
            // Limits that leave less room than that are kept to what an invoice can say, and a rate that moves refuses.
            (min, max) = (least, sats.MsatWithin(Math.Max(0, room) + smallest) - 1);
        // Wallets show whole satoshis.
        (min, max) = ((min + 999) / 1000 * 1000, max / 1000 * 1000);
        if (max < min)
            return LoadRefusals.MaxBalanceExceeded;
        var store = (await stores.Find(card.StoreId, cancellationToken))?.Name;
        var metadata = JsonConvert.SerializeObject(new[] { new[] { "text/plain", string.IsNullOrWhiteSpace(store) ? $"Card •••• {card.Last4}" : $"Card •••• {card.Last4}, {store.Trim()}" } });
        return (new PayOffer(card, min, max, metadata), sats, least, decimals, programme.ServerUrl);
    }

    private static long? Least(long? one, long? other) => one is null ? other : other is null ? one : Math.Min(one.Value, other.Value);

    private static string Described(Card card, string? comment)
    {
        var words = comment is null ? "" : string.Concat(comment.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        return words.Length == 0 || !Text.IsStorable(words) ? $"Card •••• {card.Last4}" : $"Card •••• {card.Last4}: {words}";
    }
}
