using BTCPayServer.Plugins.Flash.Api;

namespace BTCPayServer.Plugins.Flash.Server;

/// <summary>Ways in which a payment request can fail to be made.</summary>
public static class LightningRequestRefusals
{
    /// <summary>No Lightning, or its node does not answer.</summary>
    public static readonly Refusal Unavailable = new("lightning-unavailable", "The store cannot be paid over Lightning now.", 503);
}
