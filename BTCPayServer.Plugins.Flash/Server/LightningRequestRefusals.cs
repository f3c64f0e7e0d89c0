using BTCPayServer.Plugins.Flash.Api;

namespace BTCPayServer.Plugins.Flash.Server;

/// <summary>Ways in which a payment request can fail to be made.</summary>
public static class LightningRequestRefusals
{
    /// <summary>No Lightning, or its node does not answer.</summary>
    public static readonly Refusal Unavailable = new("lightning-unavailable", "The store cannot be paid over Lightning now.", 503);

    /// <summary>The node makes no payment requests with a part of a satoshi.</summary>
    public static readonly Refusal WholeSatoshis = new("whole-satoshis-only", "The store's Lightning node takes whole satoshis only.", 400);
}
