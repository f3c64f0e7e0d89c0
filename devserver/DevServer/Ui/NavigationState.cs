using System.Security.Claims;
using BTCPayServer;
using BTCPayServer.Abstractions.Contracts;
using BTCPayServer.Data;
using DevServer.Stores;

namespace DevServer.Ui;

/// <summary>What the navigation shows: the user's stores, the current one, and the plugins' partials for a place.</summary>
public sealed class NavigationState(IHttpContextAccessor accessor, DevStoreRepository stores, IEnumerable<IUIExtension> extensions)
{
    private const string LastStoreCookie = "dev.store";

    private StoreData[]? mine;

    public async Task<StoreData[]> Stores()
    {
        var id = accessor.HttpContext?.User.FindFirstValue(ClaimTypes.NameIdentifier);
        return mine ??= id is null ? [] : [.. (await stores.GetStoresByUserId(id)).Where(s => !s.Archived)];
    }

    /// <summary>The store of the page, else the one last looked at; null when there is none.</summary>
    public async Task<StoreData?> Current()
    {
        if (accessor.HttpContext is not { } http)
            return null;
        if (http.GetStoreDataOrNull() is { } store)
        {
            http.Response.Cookies.Append(LastStoreCookie, store.Id, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax });
            return store;
        }
        var last = http.Request.Cookies[LastStoreCookie];
        return (await Stores()).FirstOrDefault(s => s.Id == last);
    }

    /// <summary>The partials that plugins put at a place, in the order of their registration.</summary>
    public IEnumerable<string> PartialsAt(string location) => extensions.Where(e => e.Location == location).Select(e => e.Partial);
}
