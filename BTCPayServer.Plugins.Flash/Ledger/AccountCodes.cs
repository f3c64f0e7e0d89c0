namespace BTCPayServer.Plugins.Flash.Ledger;

/// <summary>Names of a store's own accounts, one for each asset.</summary>
public static class AccountCodes
{
    /// <summary>Where loads come from: minus the money that BTCPay received for cards.</summary>
    public const string Clearing = "clearing";
    /// <summary>Fees earned on issue and load.</summary>
    public const string Fees = "fees";
    /// <summary>What the store itself is owed for charges at its own tills.</summary>
    public const string Sales = "sales";
    /// <summary>The other side of corrections by staff.</summary>
    public const string Adjustments = "adjustments";
    /// <summary>Balances paid out in cash or otherwise outside when a card was closed.</summary>
    public const string PaidOut = "paid-out";
    /// <summary>Balances written off when a card was closed.</summary>
    public const string WrittenOff = "written-off";
    /// <summary>Money that arrived for a card that could not take it any more.</summary>
    public const string Unclaimed = "unclaimed";
    /// <summary>What the store's Lightning node paid for cards.</summary>
    public const string Lightning = "lightning";
    /// <summary>What routing those payments cost.</summary>
    public const string LightningFees = "lightning-fees";
    /// <summary>Minus what was taken over from the server's pull payments.</summary>
    public const string PullPayments = "pull-payments";
}
