using BTCPayServer.Plugins.Flash.Cards;

namespace BTCPayServer.Plugins.Flash.TopUps;

/// <summary>What a card takes now over LNURL-pay.</summary>
/// <param name="Card">The card.</param>
/// <param name="MinMsat">The least, in millisatoshis.</param>
/// <param name="MaxMsat">The most, in millisatoshis.</param>
/// <param name="Metadata">The JSON text that the payment request commits to (LUD-06).</param>
public sealed record PayOffer(Card Card, long MinMsat, long MaxMsat, string Metadata)
{
    /// <summary>The longest comment (LUD-12), in characters.</summary>
    public const int MaxComment = 140;
}

/// <summary>A payment request for a card.</summary>
/// <param name="Bolt11">To be paid.</param>
/// <param name="Message">What the payer reads afterwards (LUD-09).</param>
public sealed record PayAnswer(string Bolt11, string Message);
