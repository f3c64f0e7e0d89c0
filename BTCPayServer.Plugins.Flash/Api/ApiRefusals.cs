namespace BTCPayServer.Plugins.Flash.Api;

/// <summary>Refusals that any route may answer.</summary>
public static class ApiRefusals
{
    /// <summary>No credentials, or unknown ones. The server's own answer on Greenfield routes.</summary>
    public static readonly Refusal Unauthenticated = new("unauthenticated", "No valid credentials were sent.", 401);
    /// <summary>The key may not do this. The server's own answer on Greenfield routes.</summary>
    public static readonly Refusal MissingPermission = new("missing-permission", "The API key lacks the permission that this takes.", 403);
    /// <summary>The till's token may not do this.</summary>
    public static readonly Refusal Forbidden = new("forbidden", "A till's token cannot do this.", 403);
    /// <summary>A header that is no key.</summary>
    public static readonly Refusal IdempotencyKeyInvalid = new("idempotency-key-invalid", "Idempotency-Key is 1 to 100 printable ASCII characters, given once.");
    /// <summary>The key was used before with other content.</summary>
    public static readonly Refusal IdempotencyKeyReused = Refusal.Conflict("idempotency-key-reused", "This Idempotency-Key was used before for something else.");
    /// <summary>A body beyond what the route takes.</summary>
    public static readonly Refusal RequestTooLarge = new("request-too-large", "The request is too large.", 413);
    /// <summary>A body that is said to be something else than JSON, or nothing.</summary>
    public static readonly Refusal MediaTypeUnsupported = new("media-type-unsupported", "The body has to be JSON, with the header Content-Type: application/json.", 415);
    /// <summary>A body that broke off or is not HTTP.</summary>
    public static readonly Refusal RequestInvalid = new("request-invalid", "The request cannot be read.");
    /// <summary>The database does not answer.</summary>
    public static readonly Refusal Unavailable = new("unavailable", "Flash cannot reach its database. Try again with the same Idempotency-Key.", 503);
    /// <summary>A fault of ours; it is in the server's log.</summary>
    public static readonly Refusal InternalError = new("internal-error", "Something went wrong in Flash. Try again with the same Idempotency-Key.", 500);
}
