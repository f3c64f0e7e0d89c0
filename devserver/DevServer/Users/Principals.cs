using System.Security.Claims;

namespace DevServer.Users;

/// <summary>Who asks.</summary>
public static class Principals
{
    public static string Id(this ClaimsPrincipal user) =>
        user.FindFirstValue(ClaimTypes.NameIdentifier) ?? throw new InvalidOperationException("Nobody is logged in");
}
