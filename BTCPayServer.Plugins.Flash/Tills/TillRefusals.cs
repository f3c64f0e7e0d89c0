using BTCPayServer.Plugins.Flash.Api;

namespace BTCPayServer.Plugins.Flash.Tills;

/// <summary>Every way in which something about a till can be refused.</summary>
public static class TillRefusals
{
    /// <summary>The store has not set Flash up.</summary>
    public static readonly Refusal ProgrammeNotFound = Refusal.NotFound("programme-not-found", "This store has no card programme yet.");
    /// <summary>No such till in this store.</summary>
    public static readonly Refusal TillNotFound = Refusal.NotFound("till-not-found", "There is no such till in this store.");
    /// <summary>The till was switched off for good.</summary>
    public static readonly Refusal TillRevoked = Refusal.Conflict("till-revoked", "This till has been revoked. Make a new one.");
    /// <summary>Wrong, used or expired: a guesser is not told which.</summary>
    public static readonly Refusal CodeInvalid = new("pairing-code-invalid", "This pairing code is wrong, was used before or has expired. Ask for a new one.", 403);
    /// <summary>Too many tries from one place.</summary>
    public static readonly Refusal TooManyRequests = new("too-many-requests", "Too many tries. Wait a minute.", 429);
}
