using System.Diagnostics;
using System.Reflection;
using System.Runtime.Loader;
using BTCPayServer.Abstractions.Contracts;
using DevServer.Hosting;
using McMaster.NETCore.Plugins;
using Microsoft.AspNetCore.Mvc.ApplicationParts;

namespace DevServer.Plugins;

/// <summary>Loads the plugins of a folder, each in a load context of its own, and finds the one to blame for an exception.</summary>
public sealed class PluginManager(string folder, ILogger logger)
{
    /// <summary>The version that plugins see as the dependency <c>BTCPayServer</c>.</summary>
    public static readonly Version ServerVersion = new(2, 4, 1, 0);

    private readonly PluginFolder plugins = new(folder);
    private readonly List<LoadedPlugin> loaded = [];

    public IReadOnlyList<LoadedPlugin> Loaded => loaded;

    /// <summary>Carries out the queued commands, then loads and registers every plugin that is not disabled.</summary>
    public void Load(IServiceCollection services, ApplicationPartManager parts)
    {
        logger.LogInformation("Loading plugins from {Folder}", folder);
        plugins.ExecuteCommands();
        var disabled = plugins.Disabled;
        var crashed = new List<string>();
        foreach (var (identifier, file) in plugins.Unpacked())
        {
            if (disabled.Contains(identifier))
            {
                logger.LogInformation("Skipping disabled plugin {Plugin}", identifier);
                continue;
            }
            try
            {
                Load(identifier, file, services, parts);
            }
            catch (Exception ex)
            {
                logger.LogError(ex, "Error when loading plugin {Plugin}.", identifier);
                crashed.Add(identifier);
            }
        }
        if (crashed.Count == 0)
            return;
        crashed.ForEach(Disable);
        throw new DevServerConfigException($"The following plugin(s) crashed at startup, they will be disabled: {string.Join(", ", crashed)}");
    }

    /// <summary>Gives every plugin its turn at the end of the pipeline.</summary>
    public void Execute(WebApplication app) => loaded.ForEach(p => p.Instance.Execute(app, app.Services));

    /// <summary>The next start will not load it.</summary>
    public void Disable(string identifier) => plugins.Queue("disable", identifier);

    /// <summary>
    /// The plugin that has a frame anywhere in the exception or what it wraps, or that the exception names; null when none is to blame.
    /// </summary>
    public LoadedPlugin? FindCulprit(Exception exception) =>
        ByFrames(exception) ?? loaded.FirstOrDefault(p =>
            exception.Source == p.Identifier || exception.Message.Contains(p.Identifier, StringComparison.Ordinal));

    private LoadedPlugin? ByFrames(Exception exception)
    {
        foreach (var frame in new StackTrace(exception).GetFrames().Reverse())
        {
            if (frame.GetMethod()?.Module.Assembly is { } assembly && loaded.FirstOrDefault(p => Owns(p, assembly)) is { } plugin)
                return plugin;
        }
        var inner = exception is AggregateException many ? many.InnerExceptions : exception.InnerException is { } one ? [one] : (IEnumerable<Exception>)[];
        return inner.Select(ByFrames).FirstOrDefault(p => p is not null);
    }

    private static bool Owns(LoadedPlugin plugin, Assembly assembly) =>
        assembly == plugin.Assembly ||
        (AssemblyLoadContext.GetLoadContext(assembly) is { } context && context != AssemblyLoadContext.Default &&
         context == AssemblyLoadContext.GetLoadContext(plugin.Assembly));

    private void Load(string identifier, string file, IServiceCollection services, ApplicationPartManager parts)
    {
        var loader = PluginLoader.CreateFromAssemblyFile(file, c =>
        {
            c.PreferSharedTypes = true;
            c.IsUnloadable = false;
        });
        var assembly = loader.LoadDefaultAssembly();
        var instance = assembly.GetTypes()
            .Where(t => typeof(IBTCPayServerPlugin).IsAssignableFrom(t) && !t.IsAbstract)
            .Select(t => (IBTCPayServerPlugin)Activator.CreateInstance(t)!)
            .FirstOrDefault(p => p.Identifier == identifier)
            ?? throw new InvalidOperationException($"The plugin assembly doesn't contain the plugin {identifier}");
        if (Missing(instance) is { Length: > 0 } missing)
        {
            // As in the real server: not loaded, but not disabled either.
            logger.LogError("Error when executing plugin {Plugin} - {Version}: missing dependencies {Missing}", identifier, instance.Version, missing);
            return;
        }
        loaded.Add(new LoadedPlugin(instance, loader, assembly));
        foreach (var part in ApplicationPartFactory.GetApplicationPartFactory(assembly).GetApplicationParts(assembly))
            parts.ApplicationParts.Add(part);
        logger.LogInformation("Running plugin {Plugin} - {Version}", identifier, instance.Version);
        instance.Execute(services);
        services.AddSingleton(instance);
    }

    private string Missing(IBTCPayServerPlugin plugin)
    {
        var installed = loaded.ToDictionary(p => p.Instance.Identifier, p => p.Instance.Version, StringComparer.Ordinal);
        installed["BTCPayServer"] = ServerVersion;
        return string.Join(", ", plugin.Dependencies.Where(d => installed.TryGetValue(d.Identifier, out var version)
            ? !d.ParseCondition().IsFulfilled(version)
            : d.ParseCondition() is not VersionCondition.Not));
    }
}
