using BTCPayServer.Lightning;

namespace BTCPayServer.Services;

/// <summary>Makes clients out of stores' connection strings.</summary>
public class LightningClientFactoryService(
    IHttpClientFactory httpClientFactory,
    IEnumerable<Func<HttpClient, ILightningConnectionStringHandler>> lightningConnectionStringHandlersFactories,
    IEnumerable<ILightningConnectionStringHandler> lightningConnectionStringHandlers)
{
    /// <exception cref="FormatException">No handler understands the connection string.</exception>
    public ILightningClient Create(string lightningConnectionString, BTCPayNetwork network)
    {
        var handlers = lightningConnectionStringHandlers.Concat(
            lightningConnectionStringHandlersFactories.Select(factory => factory(httpClientFactory.CreateClient())));
        string? problem = null;
        foreach (var handler in handlers)
        {
            if (handler.Create(lightningConnectionString, network.NBitcoinNetwork, out var error) is { } client)
                return client;
            problem ??= error;
        }
        throw new FormatException(problem ?? "Unknown kind of connection string");
    }
}
