using BTCPayServer.Abstractions.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace BTCPayServer.Plugins.Flash.Api;

/// <summary>The registration of what all routes share.</summary>
public static class ApiServices
{
    /// <summary>Adds our part of the server's API documentation.</summary>
    public static IServiceCollection AddFlashApi(this IServiceCollection services) => services.AddSingleton<ISwaggerProvider, FlashSwaggerProvider>();
}
