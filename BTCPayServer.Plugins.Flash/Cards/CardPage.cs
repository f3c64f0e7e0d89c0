using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Loads;
using BTCPayServer.Plugins.Flash.Pages;
using BTCPayServer.Plugins.Flash.Programmes;
using BTCPayServer.Plugins.Flash.Taps;

namespace BTCPayServer.Plugins.Flash.Cards;

/// <summary>Gathers what a card's page shows.</summary>
public sealed class CardPage(IProgrammes programmes, ICardService cards, ILoadService loads, ICardPin pins, IOutgoingPayments payments, ICardFates fates, TimeProvider time)
{
    private const int Entries = 50;
    private const int Payments = 5;

    /// <summary>Fills the model, whose forms keep what was typed into the one that is open; false when the store has no such card.</summary>
    /// <param name="storeId">Whose.</param>
    /// <param name="id">Which.</param>
    /// <param name="model">The page.</param>
    /// <param name="cursor">From an earlier page of the history.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<bool> Fill(string storeId, Guid id, CardPageModel model, string? cursor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        var found = await cards.Find(storeId, id, cancellationToken);
        if (!found.Ok)
            return false;
        var card = found.Value;
        var history = await cards.History(storeId, id, cursor, Entries, cancellationToken);
        // What is paid after a card was closed may belong to an old invoice.
        var asked = await loads.ForCard(storeId, id, null, card.State is CardState.Closed ? 100 : 10, cancellationToken);
        var paid = await payments.List(storeId, id, null, null, Payments, cancellationToken);
        var open = await payments.List(storeId, id, PaymentStatus.Open, null, Payments, cancellationToken);
        var guard = await pins.Find(storeId, id, cancellationToken);
        model.Card = card;
        model.Programme = await programmes.Find(storeId, cancellationToken);
        model.History = history.Ok ? history.Value : new Page<CardEntry>([], null);
        model.Pending = asked.Ok ? asked.Value.Items.Where(l => l.Status == LoadStatus.Pending).ToList() : [];
        model.Unclaimed = asked.Ok ? asked.Value.Items.Where(l => l.Unclaimed > 0).ToList() : [];
        model.Settled = asked.Ok ? asked.Value.Items.Where(l => l.Unclaimed == 0 && l.PaidOut + l.Moved > 0).ToList() : [];
        // What is open stands first, however old it is: somebody may be waiting for it.
        model.Payments = paid.Ok && open.Ok ? [.. open.Value.Items, .. paid.Value.Items.Where(p => p.Status != PaymentStatus.Open).Take(Payments)] : [];
        model.Guard = guard.Ok ? guard.Value : null;
        model.Asleep = guard.Ok && guard.Value.Asleep(time.GetUtcNow());
        model.Older = !string.IsNullOrEmpty(cursor);
        await Relate(storeId, model, card, cancellationToken);
        var account = card.Account;
        if (model.Open != "edit")
            (model.Label, model.Holder) = (card.Label, card.Holder);
        if (model.Open != "limits")
            (model.OwnLimits, model.ChargeLimit, model.DayLimit) = (card.OwnLimits, PageText.Input(card.Asset, account.ChargeLimit), PageText.Input(card.Asset, account.PeriodLimit));
        return true;
    }

    private async Task Relate(string storeId, CardPageModel model, Card card, CancellationToken cancellationToken)
    {
        if (!(await fates.Fates(storeId, [card.Id], cancellationToken)).TryGetValue(card.Id, out var fate))
            return;
        model.Lost = fate.Lost;
        model.Replaces = await Other(fate.Replaces);
        model.ReplacedBy = await Other(fate.ReplacedBy);

        async Task<Card?> Other(Guid? id) => id is { } other && await cards.Find(storeId, other, cancellationToken) is { Ok: true } found ? found.Value : null;
    }
}
