using BTCPayServer.Abstractions.Contracts;
using BTCPayServer.Abstractions.Services;
using BTCPayServer.Data;
using BTCPayServer.HostedServices;
using BTCPayServer.Services;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BTCPayServer;

public static class Extensions
{
    private const string StoreKey = "BTCPAY.STOREDATA";

    public static IServiceCollection AddUIExtension(this IServiceCollection services, string location, string partialViewName) =>
        services.AddSingleton<IUIExtension>(new UIExtension(partialViewName, location));

    public static IServiceCollection AddScheduledTask<T>(this IServiceCollection services, TimeSpan every)
        where T : class, IPeriodicTask
    {
        services.TryAddSingleton<T>();
        return services.AddTransient(_ => new ScheduledTask(typeof(T), every));
    }

    public static IServiceCollection AddPolicyDefinitions(this IServiceCollection services, params PolicyDefinition[] definitions)
    {
        foreach (var definition in definitions)
            services.AddSingleton(definition);
        return services;
    }

    /// <summary>The store that the permission check of this request found, or null.</summary>
    public static StoreData? GetStoreDataOrNull(this HttpContext ctx) => ctx.Items[StoreKey] as StoreData;

    /// <summary>The store that the permission check of this request found.</summary>
    public static StoreData GetStoreData(this HttpContext ctx) =>
        ctx.GetStoreDataOrNull() ?? throw new InvalidOperationException("The request is not about a store");

    public static void SetStoreData(this HttpContext ctx, StoreData storeData) => ctx.Items[StoreKey] = storeData;
}
