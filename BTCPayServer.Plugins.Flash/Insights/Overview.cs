using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Programmes;

namespace BTCPayServer.Plugins.Flash.Insights;

/// <summary>A store's cards at a glance. Amounts in minor units of the programme's asset.</summary>
public sealed record Overview
{
    /// <summary>The store's programme.</summary>
    public required Programme Programme { get; init; }
    /// <summary>How many cards are in each state; a state without cards may be missing.</summary>
    public required IReadOnlyDictionary<CardState, long> Cards { get; init; }
    /// <summary>What is owed to cards: the sum of their balances.</summary>
    public required long Liability { get; init; }
    /// <summary>How much of it open holds reserve.</summary>
    public required long Held { get; init; }
    /// <summary>Accounts with money that was paid for closed cards and waits for staff to say where it goes.</summary>
    public required IReadOnlyList<Account> Unclaimed { get; init; }
    /// <summary>What loads brought today, to cards or to the unclaimed money of closed ones.</summary>
    public required DaySum Loaded { get; init; }
    /// <summary>What was taken back today of loads whose invoices became invalid.</summary>
    public required DaySum TakenBack { get; init; }
    /// <summary>What charges took from cards today.</summary>
    public required DaySum Charged { get; init; }
    /// <summary>What went back to cards today.</summary>
    public required DaySum Refunded { get; init; }
    /// <summary>The newest movements.</summary>
    public required IReadOnlyList<Activity> Recent { get; init; }
    /// <summary>The last proof; null when there was none yet.</summary>
    public LastProof? Proof { get; init; }
    /// <summary>How many cards there are.</summary>
    public long CardCount => Cards.Values.Sum();
}

/// <summary>A sum of the store's day.</summary>
/// <param name="Count">How many.</param>
/// <param name="Amount">Minor units.</param>
public readonly record struct DaySum(long Count, decimal Amount);

/// <summary>One movement in the store.</summary>
/// <param name="Transfer">The transfer.</param>
/// <param name="Asset">Its asset.</param>
/// <param name="Card">The card that it moved; null when it moved none.</param>
/// <param name="Amount">Signed as the card's holder sees it. When it moved no card: below zero when it left the unclaimed money, else above.</param>
public sealed record Activity(TransferRecord Transfer, Asset Asset, Card? Card, long Amount);
