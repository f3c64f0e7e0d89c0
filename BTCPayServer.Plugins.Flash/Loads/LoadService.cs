using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Programmes;
using BTCPayServer.Plugins.Flash.Server;

namespace BTCPayServer.Plugins.Flash.Loads;

/// <inheritdoc cref="ILoadService"/>
internal sealed class LoadService(LoadRepository loads, LoadReconciler reconciler, IStoreInvoices invoices, ICardFinder cards, IProgrammes programmes,
    ILedgerReader reader, ILedgerSearch search, ICurrencies currencies, TimeProvider time) : ILoadService
{
    // So long a server may take to make an invoice before a retry takes it for dead.
    private static readonly TimeSpan Creating = TimeSpan.FromMinutes(1);
    private const int MaxDescription = 200;

    public async Task<Result<Load>> Request(string storeId, Guid cardId, RequestLoad request, string key, string? serverUrl, CancellationToken cancellationToken)
    {
        if (await cards.ById(storeId, cardId, cancellationToken) is not { } card)
            return CardRefusals.NotFound;
        if (await programmes.Find(storeId, cancellationToken) is not { } programme)
            return ProgrammeRefusals.NotFound;
        var asked = Read(card, request, programme, key);
        if (!asked.Ok)
            return asked.Refusal;
        var load = asked.Value;
        if (await loads.FindByKey(storeId, key, cancellationToken) is { } earlier)
            return await Again(earlier, load.Content, card, programme, serverUrl ?? programme.ServerUrl, cancellationToken);
        if (Offered(card, programme, load.Amount) is { } refusal)
            return refusal;
        if ((serverUrl ?? programme.ServerUrl) is not { } url)
            return LoadRefusals.ServerUrlUnknown;
        if (await loads.Insert(load, cancellationToken))
            // Durable from here on: finished even when the caller goes away, and found again when this process dies.
            return await Invoice(load, url, CancellationToken.None);
        return await loads.FindByKey(storeId, key, cancellationToken) is { } meanwhile
            ? await Again(meanwhile, load.Content, card, programme, url, cancellationToken)
            : LoadRefusals.BeingMade;
    }

    public async Task<Result<Load>> Find(string storeId, Guid id, CancellationToken cancellationToken) =>
        await loads.Find(storeId, id, cancellationToken) is { } load ? await Sum(load, cancellationToken) : LoadRefusals.NotFound;

    public async Task<Result<Page<Load>>> ForCard(string storeId, Guid cardId, string? cursor, int limit, CancellationToken cancellationToken)
    {
        if (!TryPlace(cursor, out var before))
            return CardRefusals.CursorInvalid;
        if (await cards.ById(storeId, cardId, cancellationToken) is null)
            return CardRefusals.NotFound;
        var rows = await loads.OfCard(storeId, cardId, before, limit + 1, cancellationToken);
        var page = await reconciler.Sum(storeId, [.. rows.Take(limit)], cancellationToken);
        return new Page<Load>(page, rows.Count > limit ? Cursor(page[^1].Id) : null);
    }

    public async Task<Result<Page<Load>>> Unclaimed(string storeId, string? cursor, int limit, CancellationToken cancellationToken)
    {
        if (!TryPlace(cursor, out var before))
            return CardRefusals.CursorInvalid;
        var accounts = (await reader.StoreAccounts(storeId, cancellationToken)).Where(account => account is { Code: AccountCodes.Unclaimed, Posted: > 0 }).Select(account => account.Id).ToArray();
        // Of an id's order in time its reference has the same.
        var references = await search.Remaining(storeId, accounts, before is { } last ? LoadRow.ReferenceOf(last) : null, limit + 1, cancellationToken);
        var rows = await loads.These(storeId, [.. references.Take(limit).Select(LoadRow.OfReference)], cancellationToken);
        return new Page<Load>(await reconciler.Sum(storeId, rows, cancellationToken), references.Count > limit ? Cursor(LoadRow.OfReference(references[limit - 1])) : null);
    }

    public async Task<Result<Load>> Reconcile(string storeId, Guid id, CancellationToken cancellationToken) =>
        await reconciler.Reconcile(storeId, id, cancellationToken) is { } load ? await Sum(load, cancellationToken) : LoadRefusals.NotFound;

    private static string Cursor(Guid last) => Paging.Cursor(last.ToString("N", CultureInfo.InvariantCulture));

    private static bool TryPlace(string? cursor, out Guid? before)
    {
        before = null;
        if (!Paging.TryRead(cursor, out var place))
            return false;
        if (place is null)
            return true;
        before = Guid.TryParseExact(place, "N", out var last) ? last : null;
        return before is not null;
    }

    /// <summary>The same key again: the same load. Its invoice is made when the first try could not, unless the card takes no such load any more.</summary>
    private async Task<Result<Load>> Again(LoadRow load, Guid content, Card card, Programme programme, string? serverUrl, CancellationToken cancellationToken)
    {
        if (load.Content != content)
            return CardRefusals.KeyReused;
        if (load.InvoiceId is not null)
            return await Sum(load, cancellationToken);
        if (serverUrl is null)
            return LoadRefusals.ServerUrlUnknown;
        var now = time.GetUtcNow();
        if (!await loads.TakeOver(load.StoreId, load.Id, now, now + Creating, cancellationToken))
            return await loads.Find(load.StoreId, load.Id, cancellationToken) is { InvoiceId: not null } made ? await Sum(made, cancellationToken) : LoadRefusals.BeingMade;
        if (await invoices.FindByLoad(load.StoreId, load.Id, cancellationToken) is { } found)
            return await Attach(load, found, CancellationToken.None);
        if (Offered(card, programme, load.Amount) is { } refusal)
        {
            await loads.Fail(load.StoreId, load.Id, refusal.Message, time.GetUtcNow(), CancellationToken.None);
            return refusal;
        }
        return await Invoice(load, serverUrl, CancellationToken.None);
    }

    private async Task<Result<Load>> Invoice(LoadRow load, string serverUrl, CancellationToken cancellationToken)
    {
        var created = await invoices.Create(load.StoreId, new NewStoreInvoice(load.Id, load.Unit.ToDecimal(load.Amount), load.Asset, serverUrl)
        {
            Description = load.Description,
            RedirectUrl = load.RedirectUrl
        }, cancellationToken);
        if (created.Ok)
            return await Attach(load, created.Value, cancellationToken);
        await loads.Fail(load.StoreId, load.Id, created.Refusal.Message, time.GetUtcNow(), cancellationToken);
        return created.Refusal;
    }

    private async Task<Result<Load>> Attach(LoadRow load, StoreInvoice invoice, CancellationToken cancellationToken)
    {
        await loads.Attach(load.StoreId, load.Id, invoice, time.GetUtcNow() + TimeSpan.FromMinutes(1), cancellationToken);
        return await Find(load.StoreId, load.Id, cancellationToken);
    }

    private async Task<Load> Sum(LoadRow load, CancellationToken cancellationToken) => (await reconciler.Sum(load.StoreId, [load], cancellationToken))[0];

    private Result<LoadRow> Read(Card card, RequestLoad request, Programme programme, string key)
    {
        // An invoice can ask for what people see, not for millisatoshis.
        var decimals = currencies.Find(card.Asset.Code)?.DisplayScale ?? card.Asset.Scale;
        if (!card.Asset.TryParse(request.Amount?.Trim(), out var amount) || amount <= 0 || !new Asset(card.Asset.Code, decimals).TryToMinor(card.Asset.ToDecimal(amount), out _))
            return Refusal.Invalid("amount", $"More than zero, as a decimal in {card.Asset.Code} with at most {decimals} decimals.");
        var description = request.Description?.Trim();
        if (Text.Check("description", description, MaxDescription) is { } wrong)
            return wrong;
        if (!string.IsNullOrEmpty(request.RedirectUrl)
            && (request.RedirectUrl.Length > 2000 || !Uri.TryCreate(request.RedirectUrl, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")))
            return Refusal.Invalid("redirectUrl", "An absolute http or https address.");
        var redirect = string.IsNullOrEmpty(request.RedirectUrl) ? null : request.RedirectUrl;
        var now = time.GetUtcNow();
        return new LoadRow
        {
            Id = Guid.CreateVersion7(),
            StoreId = card.StoreId,
            CardId = card.Id,
            FirstCard = card.First,
            Asset = card.Asset.Code,
            Scale = (short)card.Asset.Scale,
            Amount = amount,
            Activate = request.Activate,
            Description = string.IsNullOrEmpty(description) ? $"Card •••• {card.Last4}" : description,
            RedirectUrl = redirect,
            LoadFee = programme.LoadFee,
            LoadFeeBasisPoints = programme.LoadFeeBasisPoints,
            IssueFee = programme.IssueFee,
            Key = key,
            Content = Content(card.Id, amount, request.Activate, description, redirect),
            CreatingUntil = now + Creating,
            CreatedAt = now
        };
    }

    /// <summary>Whether a load is offered at all. What arrives is credited in any case.</summary>
    private static Refusal? Offered(Card card, Programme programme, long amount)
    {
        if (card.State is CardState.Closed)
            return CardRefusals.Closed;
        if (card.State is CardState.Expired)
            return CardRefusals.Expired;
        if (amount < programme.MinLoad)
            return Refusal.Invalid("amount", $"The smallest load is {card.Asset.Format(programme.MinLoad.Value)} {card.Asset.Code}.");
        if (amount > programme.MaxLoad)
            return Refusal.Invalid("amount", $"The largest load is {card.Asset.Format(programme.MaxLoad.Value)} {card.Asset.Code}.");
        return programme.MaxBalance is { } most && card.Account.Posted > most - amount ? LoadRefusals.MaxBalanceExceeded : null;
    }

    private static Guid Content(Guid card, long amount, bool activate, string? description, string? redirect)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{card:N}|{amount}|{activate}|{description?.Length}|{description}|{redirect}");
        return new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
    }
}
