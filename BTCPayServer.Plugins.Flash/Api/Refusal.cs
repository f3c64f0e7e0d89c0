namespace BTCPayServer.Plugins.Flash.Api;

/// <summary>An expected failure, told to the caller as it is.</summary>
/// <param name="Code">Stable, kebab-case, for programs: <c>insufficient-funds</c>.</param>
/// <param name="Message">For people; no secrets, no internals.</param>
/// <param name="Status">The HTTP status it is answered with.</param>
/// <param name="Path">The request field at fault; set only for validation failures, which are answered as 422 <c>[{path,message}]</c>.</param>
public sealed record Refusal(string Code, string Message, int Status = 400, string? Path = null)
{
    /// <summary>A field of the request that cannot be accepted.</summary>
    public static Refusal Invalid(string path, string message) => new("validation-failed", message, 422, path);

    /// <summary>Nothing of that id in this store.</summary>
    public static Refusal NotFound(string code, string message) => new(code, message, 404);

    /// <summary>The state of the thing forbids the action.</summary>
    public static Refusal Conflict(string code, string message) => new(code, message, 409);
}
