using System.Reflection;
using BTCPayServer.Abstractions.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace BTCPayServer.Abstractions.Models;

/// <summary>Reads what a plugin does not say itself from the attributes of its assembly.</summary>
public abstract class BaseBTCPayServerPlugin : IBTCPayServerPlugin
{
    private Assembly Assembly => GetType().Assembly;

    public virtual string Identifier => Assembly.GetName().Name!;

    public virtual string Name => Assembly.GetCustomAttribute<AssemblyProductAttribute>()?.Product ?? "???";

    public virtual Version Version =>
        Version.TryParse(Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion, out var version)
            ? version
            : Assembly.GetName().Version ?? new Version(1, 0, 0, 0);

    public virtual string Description => Assembly.GetCustomAttribute<AssemblyDescriptionAttribute>()?.Description ?? "";

    public bool SystemPlugin { get; set; }

    public virtual IBTCPayServerPlugin.PluginDependency[] Dependencies { get; } = [];

    public virtual void Execute(IApplicationBuilder applicationBuilder, IServiceProvider applicationBuilderApplicationServices)
    {
    }

    public virtual void Execute(IServiceCollection applicationBuilder)
    {
    }
}
