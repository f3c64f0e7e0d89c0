using BTCPayServer.Services.Stores;

namespace DevServer.Stores;

/// <summary>Stores, their members and roles.</summary>
public static class StoreServices
{
    public static void AddDevStores(this IServiceCollection services)
    {
        services.AddSingleton<DevStoreRepository>();
        services.AddSingleton<StoreRepository>(sp => sp.GetRequiredService<DevStoreRepository>());
    }
}
