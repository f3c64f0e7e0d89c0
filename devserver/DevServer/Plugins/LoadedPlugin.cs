using System.Reflection;
using BTCPayServer.Abstractions.Contracts;
using McMaster.NETCore.Plugins;

namespace DevServer.Plugins;

/// <summary>A plugin that runs, and the load context that it lives in.</summary>
public sealed record LoadedPlugin(IBTCPayServerPlugin Instance, PluginLoader Loader, Assembly Assembly)
{
    public string Identifier => Assembly.GetName().Name!;
}
