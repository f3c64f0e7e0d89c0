using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Pages;
using BTCPayServer.Plugins.Flash.Programmes;
using BTCPayServer.Plugins.Flash.Server;
using BTCPayServer.Plugins.Flash.Taps;
using BTCPayServer.Plugins.Flash.TopUps;

namespace BTCPayServer.Plugins.Flash.Holders;

/// <summary>Gathers what the holder's page shows.</summary>
internal sealed class HolderPages(ICardLinks links, ICardService cards, ICardFates fates, HolderHistory history, ITopUps topUps, IProgrammes programmes, IServerRates rates, ICurrencies currencies,
    IStores stores, ISpendingGuard guards, ITapService taps, RequestCounts counts, TimeProvider time)
{
    private const int LinesPerPage = 10;
    private const int VisitsPerMinute = 60;
    /// <summary>How long a tap opens the page.</summary>
    internal static readonly TimeSpan PassLife = TimeSpan.FromMinutes(10);

    /// <summary>The page of a link; <c>link-not-found</c>, <c>too-many-requests</c>.</summary>
    public async Task<Result<HolderPageModel>> Show(string? token, HolderTexts texts, string? before, string? address, string serverUrl, CancellationToken cancellationToken)
    {
        var found = await Find(token, address, cancellationToken);
        if (!found.Ok)
            return found.Refusal;
        var card = found.Value;
        var (asset, closed) = (card.Asset, card.State is CardState.Closed);
        // Who has a dead card's link learns no more from it.
        var page = closed ? new Page<CardEntry>([], null) : default;
        if (page is null)
        {
            var lines = await history.Page(card.StoreId, card.Id, before, LinesPerPage, cancellationToken);
            if (!lines.Ok)
                lines = await history.Page(card.StoreId, card.Id, before = null, LinesPerPage, cancellationToken);
            page = lines.Ok ? lines.Value : new Page<CardEntry>([], null);
        }
        var guard = card.State is CardState.Active ? await guards.Find(card.StoreId, card.Id, cancellationToken) : null;
        var store = await stores.Find(card.StoreId, cancellationToken);
        var zone = (await programmes.Find(card.StoreId, cancellationToken))?.TimeZone is { } name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var known) ? known : TimeZoneInfo.Utc;
        string Money(long minor) => currencies.Display(asset.ToDecimal(minor), asset.Code);
        string Local(DateTimeOffset at, string format) => TimeZoneInfo.ConvertTime(at, zone).ToString(format, CultureInfo.InvariantCulture);
        return new HolderPageModel
        {
            Texts = texts,
            Token = token!,
            Card = card,
            Locked = guard?.Locked ?? false,
            Asleep = guard?.Asleep(time.GetUtcNow()) ?? false,
            Store = store?.Name,
            Balance = Money(card.Account.Posted),
            Second = closed ? null : await Second(card, store?.DefaultCurrency, cancellationToken),
            Held = card.Account.Held > 0 ? Money(card.Account.Held) : null,
            ValidUntil = card.Account.ValidUntil is { } until ? Local(until, "yyyy-MM-dd") : null,
            TopUp = card.State is CardState.Closed or CardState.Expired || await fates.IsLost(card, cancellationToken) ? null : await topUps.Link(card.StoreId, card.Id, serverUrl, cancellationToken),
            FormSecret = card.State is CardState.Active or CardState.Issued or CardState.Expired ? await links.FormSecret(card.StoreId, card.Id, cancellationToken) : null,
            Lines = [.. page.Items.Select(entry => new HolderLine(Local(entry.At, "yyyy-MM-dd HH:mm"), texts[HolderPageModel.Key(entry)],
                $"{(entry.Amount < 0 ? "−" : "+")}{Money(Math.Abs(entry.Amount))}", Money(entry.Balance), entry.Amount > 0,
                entry.Kind is not (Ledger.TransferKind.Hold or Ledger.TransferKind.Void or Ledger.TransferKind.Expire)))],
            Older = page.Cursor,
            Later = !string.IsNullOrEmpty(before)
        };
    }

    /// <summary>What a tap opens; refused as taps are.</summary>
    public async Task<Result<TapPass>> Tap(TapReading reading, string? address, CancellationToken cancellationToken)
    {
        var read = await taps.Read(reading, address, cancellationToken);
        if (!read.Ok)
            return read.Refusal;
        var card = read.Value.Card;
        return new TapPass(read.Value.ShowsBalance ? await links.Pass(card.StoreId, card.Id, PassLife, cancellationToken) : null);
    }

    /// <summary>Freezes the card of a link, when the form's secret is right; <c>link-not-found</c>, <c>too-many-requests</c>.</summary>
    public async Task<Result<Card>> Freeze(string? token, string? secret, string? address, CancellationToken cancellationToken)
    {
        var found = await Find(token, address, cancellationToken);
        if (!found.Ok)
            return found;
        var card = found.Value;
        var right = Encoding.UTF8.GetBytes(await links.FormSecret(card.StoreId, card.Id, cancellationToken));
        if (secret is null || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(secret), right))
            return TopUpRefusals.LinkNotFound;
        return await cards.Freeze(card.StoreId, card.Id, cancellationToken) is { Ok: true } frozen ? frozen : card;
    }

    private async Task<Result<Card>> Find(string? token, string? address, CancellationToken cancellationToken)
    {
        if (await links.Find(token, CardLinkUse.Holder, cancellationToken) is not { } card)
            return await counts.Unknown(address, cancellationToken);
        return await counts.Take(card.StoreId, "page", card.Id, address, VisitsPerMinute, cancellationToken) ? card : TopUpRefusals.TooManyRequests;
    }

    /// <summary>The balance in satoshis, or, for a card that holds them, in the store's currency.</summary>
    private async Task<string?> Second(Card card, string? storeCurrency, CancellationToken cancellationToken)
    {
        var other = card.Asset.Code != "SATS" ? "SATS" : storeCurrency is null or "SATS" ? "USD" : storeCurrency;
        if (currencies.Find(other) is not { } currency)
            return null;
        try
        {
            // As bitcoin, which every rule of a store knows.
            var perBitcoin = await rates.Rate(card.StoreId, "BTC", other == "SATS" ? card.Asset.Code : other, cancellationToken);
            if (perBitcoin is not (> 0 and var rate))
                return null;
            var worth = card.Asset.ToDecimal(card.Account.Posted);
            var amount = other == "SATS" ? worth / rate * 100_000_000m : worth / 100_000_000m * rate;
            return currencies.Display(decimal.Round(amount, currency.DisplayScale, MidpointRounding.ToZero), currency.Code);
        }
        catch (Exception e) when (e is OverflowException or HttpRequestException)
        {
            return null;
        }
    }
}

/// <summary>What a tap opens.</summary>
/// <param name="Token">Opens the card's page for some minutes; null: the programme does not show it to whoever reads the card, or the card is lost.</param>
internal sealed record TapPass(string? Token);
