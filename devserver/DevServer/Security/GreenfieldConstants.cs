namespace DevServer.Security;

/// <summary>What the claims of the server's identities are called.</summary>
public static class GreenfieldConstants
{
    public const string AuthenticationType = "Greenfield";
    public const string PermissionClaim = "APIKey.Permission";
    public const string AdminRole = "ServerAdmin";
    public const string StampClaim = "AspNet.Identity.SecurityStamp";
}
