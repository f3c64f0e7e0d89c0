using BTCPayServer;
using BTCPayServer.Data;
using Microsoft.AspNetCore.Mvc.Filters;

namespace DevServer.Security;

/// <summary>Hands the store that the permission check found to the action.</summary>
public sealed class StoreContextFilter : IAsyncActionFilter
{
    public Task OnActionExecutionAsync(ActionExecutingContext context, ActionExecutionDelegate next)
    {
        if (context.HttpContext.Items[PermissionHandler.StoreKey] is StoreData store)
            context.HttpContext.SetStoreData(store);
        return next();
    }
}
