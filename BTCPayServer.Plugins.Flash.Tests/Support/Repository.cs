using System.Reflection;

namespace BTCPayServer.Plugins.Flash.Tests.Support;

/// <summary>Where the things lie that were built before the tests.</summary>
public static class Repository
{
    public const string Plugin = "BTCPayServer.Plugins.Flash";

    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Debug or Release, as the tests themselves.</summary>
    public static string Configuration { get; } =
        typeof(Repository).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    /// <summary>plugin.json's version.</summary>
    public static string Version { get; } =
        (string)System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(PathOf("plugin.json")))!["version"]!;

    /// <summary>The folder that <c>./flash pack</c> wrote.</summary>
    public static string Packed => PathOf($"artifacts/{Plugin}/{Version}");

    /// <summary>The package; fails with what to do when there is none.</summary>
    public static string Package => Existing(Path.Combine(Packed, Plugin + ".btcpay"), "./flash pack");

    /// <summary>The development server's program.</summary>
    public static string DevServer => Existing(PathOf($"devserver/DevServer/bin/{Configuration}/net10.0/DevServer.dll"), "dotnet build");

    /// <summary>The parts of <c>./flash</c> that are more than shell.</summary>
    public static string Tool => Existing(PathOf($"devserver/Tool/bin/{Configuration}/net10.0/Flash.Tool.dll"), "dotnet build");

    /// <summary>A path inside the repository.</summary>
    public static string PathOf(string relative) => Path.Combine(Root, relative);

    private static string Existing(string path, string remedy) =>
        File.Exists(path) ? path : throw new FileNotFoundException($"{path} is missing: run {remedy} first (./flash test does all of it)");

    private static string FindRoot()
    {
        for (var dir = new DirectoryInfo(AppContext.BaseDirectory); dir is not null; dir = dir.Parent)
            if (File.Exists(Path.Combine(dir.FullName, "Flash.Plugin.sln")))
                return dir.FullName;
        throw new DirectoryNotFoundException("no folder above the tests holds Flash.Plugin.sln");
    }
}
