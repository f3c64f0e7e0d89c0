namespace BTCPayServer.Client.Models;

/// <summary>The body of a 403: which permission was missing.</summary>
public class GreenfieldPermissionAPIError : GreenfieldAPIError
{
    public GreenfieldPermissionAPIError(string missingPermission, string? message = null)
    {
        MissingPermission = missingPermission;
        Code = "missing-permission";
        Message = message ?? $"Insufficient API Permissions. The key or role lacks \"{missingPermission}\".";
    }

    public string MissingPermission { get; }
}
