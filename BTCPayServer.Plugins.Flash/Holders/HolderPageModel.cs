using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.TopUps;

namespace BTCPayServer.Plugins.Flash.Holders;

/// <summary>What the holder's page shows. Amounts are as people read them.</summary>
public sealed record HolderPageModel
{
    /// <summary>The words.</summary>
    public required HolderTexts Texts { get; init; }
    /// <summary>The link's token, for links within the page.</summary>
    public required string Token { get; init; }
    /// <summary>The card.</summary>
    public required Card Card { get; init; }
    /// <summary>Whether wrong PINs locked it.</summary>
    public bool Locked { get; init; }
    /// <summary>Whether it sleeps.</summary>
    public bool Asleep { get; init; }
    /// <summary>The store's name.</summary>
    public string? Store { get; init; }
    /// <summary>What can be spent and what is reserved.</summary>
    public required string Balance { get; init; }
    /// <summary>The same in a second currency; null when there is no rate now.</summary>
    public string? Second { get; init; }
    /// <summary>What of it is reserved; null: nothing.</summary>
    public string? Held { get; init; }
    /// <summary>The day on which its validity ends.</summary>
    public string? ValidUntil { get; init; }
    /// <summary>Where to top up; null: it takes nothing any more.</summary>
    public TopUpLink? TopUp { get; init; }
    /// <summary>What the freeze form sends back; null: there is nothing to freeze.</summary>
    public string? FormSecret { get; init; }
    /// <summary>The history, newest first.</summary>
    public required IReadOnlyList<HolderLine> Lines { get; init; }
    /// <summary>For the older lines; null: these were the last.</summary>
    public string? Older { get; init; }
    /// <summary>True when these are not the newest lines.</summary>
    public bool Later { get; init; }

    /// <summary>The key of the words for a movement.</summary>
    public static string Key(CardEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.Kind switch
        {
            TransferKind.Hold => "reserved",
            TransferKind.Void or TransferKind.Expire => "released",
            _ => entry.Type switch
            {
                "unclaimed-moved" => "load",
                "load-reversal" or "unclaimed-moved-reversal" => "reversal",
                var fee when fee.EndsWith("fee", StringComparison.Ordinal) || fee.EndsWith("fee-reversal", StringComparison.Ordinal) => "fee",
                _ when entry.Kind is TransferKind.Refund => "refund",
                "load" or "charge" or "adjustment" or "move" or "replacement" or "close" => entry.Type,
                _ => entry.Amount > 0 ? "in" : "out"
            }
        };
    }
}

/// <summary>One line of the history.</summary>
/// <param name="At">When, in the store's time zone.</param>
/// <param name="Words">What it was.</param>
/// <param name="Amount">With its sign.</param>
/// <param name="Balance">What was on the card right after.</param>
/// <param name="In">True when it came in.</param>
/// <param name="Moved">False: it only changed what is reserved.</param>
public sealed record HolderLine(string At, string Words, string Amount, string Balance, bool In, bool Moved);

/// <summary>The page for an address that opens nothing.</summary>
/// <param name="Texts">The words.</param>
/// <param name="Title">What is wrong.</param>
/// <param name="How">What to do.</param>
public sealed record HolderNoticeModel(HolderTexts Texts, string Title, string? How);
