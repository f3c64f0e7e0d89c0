using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Loads;
using BTCPayServer.Plugins.Flash.Programmes;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace BTCPayServer.Plugins.Flash.Holders;

/// <inheritdoc cref="IHolders"/>
internal sealed class HolderService(ICardService cards, ICardFinder finder, CardHolders holders, ILoadService loads, IProgrammes programmes, ICardReplacement replacement,
    HolderCards shown, HolderHistory history, HolderMoney money) : IHolders
{
    public async Task<Result<HolderCard>> Link(string storeId, string holder, LinkCard command, string serverUrl, CancellationToken cancellationToken)
    {
        if (Check(holder) is { } wrong)
            return wrong;
        var byToken = !string.IsNullOrWhiteSpace(command.Token);
        if (!byToken && string.IsNullOrWhiteSpace(command.Number))
            return Refusal.Invalid("token", "The card's token is needed, or its number and activation code.");
        if (!byToken && string.IsNullOrWhiteSpace(command.Code))
            return Refusal.Invalid("code", "The activation code is needed with the number.");
        var card = byToken ? await finder.ByToken(storeId, command.Token!.Trim(), cancellationToken) : await finder.ByNumber(storeId, command.Number!, cancellationToken);
        if (card is null)
            return CardRefusals.NotFound;
        if (card.State is CardState.Closed)
            return CardRefusals.Closed;
        if (card.Holder is not null && card.Holder != holder)
            return HolderRefusals.LinkedElsewhere;
        // Whoever found it could unfreeze it then, or have it replaced, lost or not.
        if (card.Holder is null && card.State is CardState.Frozen)
            return CardRefusals.Frozen;
        if (!byToken && (card.Holder is null || card.ActivatedAt is null))
        {
            var activated = await cards.ActivateFor(storeId, card.Id, command.Code!.Trim(), holder, cancellationToken);
            // The same request a moment before used the code up.
            if (!activated.Ok && !(await finder.ById(storeId, card.Id, cancellationToken) is { ActivatedAt: not null } now && now.Holder == holder))
                return activated.Refusal;
        }
        return await holders.Claim(storeId, card.Id, holder, cancellationToken)
            ? await Find(storeId, holder, card.Id, serverUrl, cancellationToken)
            : HolderRefusals.LinkedElsewhere;
    }

    public async Task<Result<Page<HolderCard>>> Cards(string storeId, string holder, string? cursor, int limit, string serverUrl, CancellationToken cancellationToken)
    {
        if (Check(holder) is { } wrong)
            return wrong;
        var page = await cards.Search(storeId, new CardSearch { Holder = holder }, cursor, limit, cancellationToken);
        return page.Ok ? new Page<HolderCard>(await shown.Of(storeId, page.Value.Items, serverUrl, cancellationToken), page.Value.Cursor) : page.Refusal;
    }

    public async Task<Result<HolderCard>> Find(string storeId, string holder, Guid cardId, string serverUrl, CancellationToken cancellationToken) =>
        await Show(await Own(storeId, holder, cardId, cancellationToken), serverUrl, cancellationToken);

    public async Task<Result<HolderCard>> Freeze(string storeId, string holder, Guid cardId, bool frozen, string serverUrl, CancellationToken cancellationToken)
    {
        var card = await Own(storeId, holder, cardId, cancellationToken);
        if (!card.Ok)
            return card.Refusal;
        return await Show(frozen ? await cards.Freeze(storeId, cardId, cancellationToken) : await replacement.Unfreeze(storeId, cardId, cancellationToken), serverUrl, cancellationToken);
    }

    public async Task<Result<HolderCard>> Update(string storeId, string holder, Guid cardId, Change<string> label, Change<CardLimits> limits, string serverUrl, CancellationToken cancellationToken)
    {
        var card = await Own(storeId, holder, cardId, cancellationToken);
        if (!card.Ok)
            return card.Refusal;
        if (limits is { Given: true, Value: { } wanted })
        {
            var programme = await programmes.Find(storeId, cancellationToken);
            var read = CardRules.Limits(wanted, card.Value.Asset);
            if (!read.Ok)
                return read.Refusal;
            var (charge, day) = (read.Value.Value!.Charge ?? programme?.ChargeLimit, read.Value.Value.Period ?? programme?.DayLimit);
            if (charge > programme?.ChargeLimit)
                return Refusal.Invalid("limits.charge", $"Not above the programme's limit of {card.Value.Asset.Format(programme.ChargeLimit.Value)} {card.Value.Asset.Code}.");
            if (day > programme?.DayLimit)
                return Refusal.Invalid("limits.day", $"Not above the programme's limit of {card.Value.Asset.Format(programme.DayLimit.Value)} {card.Value.Asset.Code}.");
            string? Written(long? limit) => limit is { } minor ? card.Value.Asset.Format(minor) : null;
            limits = Change<CardLimits>.To(new CardLimits(Written(charge), Written(day)));
        }
        return await Show(await cards.Update(storeId, cardId, new CardUpdate(Label: label, Limits: limits), cancellationToken), serverUrl, cancellationToken);
    }

    public async Task<Result<Load>> Load(string storeId, string holder, Guid cardId, RequestLoad request, string key, string serverUrl, CancellationToken cancellationToken)
    {
        var card = await Own(storeId, holder, cardId, cancellationToken);
        return card.Ok ? await loads.Request(storeId, cardId, request with { Activate = false }, key, serverUrl, cancellationToken) : card.Refusal;
    }

    public async Task<Result<(Card Card, Page<CardEntry> Page)>> History(string storeId, string holder, Guid cardId, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var card = await Own(storeId, holder, cardId, cancellationToken);
        return card.Ok
            ? (await history.Page(storeId, cardId, cursor, limit, cancellationToken)).Map(page => (card.Value, new Page<CardEntry>([.. page.Items.Select(Told)], page.Cursor)))
            : card.Refusal;
    }

    // A reason that looks like a time is a reason.
    private static readonly JsonSerializerSettings AsWritten = new() { DateParseHandling = DateParseHandling.None };

    /// <summary>Who of the staff did it is no holder's business; why may be.</summary>
    private static CardEntry Told(CardEntry entry)
    {
        if (entry.Details is null || JsonConvert.DeserializeObject<JObject>(entry.Details, AsWritten) is not { } details || !details.Remove("by"))
            return entry;
        return entry with { Details = details.Count == 0 ? null : details.ToString(Formatting.None) };
    }

    public Task<Result<HolderMove>> Move(string storeId, string holder, MoveMoney command, string key, CancellationToken cancellationToken) =>
        Check(holder) is { } wrong ? Task.FromResult<Result<HolderMove>>(wrong) : money.Move(storeId, holder, command, key, cancellationToken);

    public async Task<Result<HolderCard>> ReportLost(string storeId, string holder, Guid cardId, string? by, string serverUrl, CancellationToken cancellationToken)
    {
        var card = await Own(storeId, holder, cardId, cancellationToken);
        return card.Ok ? await Show(await replacement.ReportLost(storeId, cardId, by, cancellationToken), serverUrl, cancellationToken) : card.Refusal;
    }

    public async Task<Result<(HolderCard Card, IssuedCard Issued)>> Replace(string storeId, string holder, Guid cardId, CardKind kind, string? by, string key, string serverUrl,
        CancellationToken cancellationToken)
    {
        var card = await Own(storeId, holder, cardId, cancellationToken);
        if (!card.Ok)
            return card.Refusal;
        var issued = await replacement.ReplaceForHolder(storeId, cardId, kind, by, key, cancellationToken);
        return issued.Ok ? (await shown.Of(issued.Value.Card, serverUrl, cancellationToken), issued.Value) : issued.Refusal;
    }

    /// <summary>What a reference may be, so that it fits into a path as it is.</summary>
    internal static Refusal? Check(string holder) =>
        holder.Length is > 0 and <= CardRules.MaxHolder && holder == holder.Trim() && !holder.Any(char.IsControl) && Text.IsStorable(holder)
            && !holder.Contains('/', StringComparison.Ordinal) && !holder.Contains("%2f", StringComparison.OrdinalIgnoreCase) && holder is not ("." or "..")
            ? null
            : Refusal.Invalid("holder", $"1 to {CardRules.MaxHolder} characters in one line, without slashes.");

    public async Task<Result<Card>> Own(string storeId, string holder, Guid cardId, CancellationToken cancellationToken)
    {
        if (Check(holder) is { } wrong)
            return wrong;
        var card = await cards.Find(storeId, cardId, cancellationToken);
        return !card.Ok || card.Value.Holder == holder ? card : CardRefusals.NotFound;
    }

    private async Task<Result<HolderCard>> Show(Result<Card> card, string serverUrl, CancellationToken cancellationToken) =>
        card.Ok ? await shown.Of(card.Value, serverUrl, cancellationToken) : card.Refusal;
}
