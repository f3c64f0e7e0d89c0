using BTCPayServer.Plugins.Flash.Api;

namespace BTCPayServer.Plugins.Flash.TopUps;

/// <summary>Ways in which a top-up over LNURL-pay can be refused.</summary>
public static class TopUpRefusals
{
    /// <summary>A link that opens nothing.</summary>
    public static readonly Refusal LinkNotFound = Refusal.NotFound("link-not-found", "This link opens no card.");
    /// <summary>Reported lost; what was asked for before still arrives.</summary>
    public static readonly Refusal Lost = Refusal.Conflict("card-lost", "This card was reported lost. It takes no top-ups until it is found or replaced.");
    /// <summary>Outside what was offered.</summary>
    public static readonly Refusal AmountOutOfRange = new("amount-out-of-range", "The amount is outside of what this card takes now. Scan again.");
    /// <summary>Longer than was offered.</summary>
    public static readonly Refusal CommentTooLong = new("comment-too-long", "The comment is too long.");
    /// <summary>No rate to convert by.</summary>
    public static readonly Refusal RateUnavailable = new("rate-unavailable", "The exchange rate cannot be had now. Try again later.", 503);
    /// <summary>Of this card or from this address.</summary>
    public static readonly Refusal TooManyRequests = new("too-many-requests", "Too many requests. Wait a minute.", 429);
}
