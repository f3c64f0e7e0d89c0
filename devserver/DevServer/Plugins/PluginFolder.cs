using System.Globalization;
using System.IO.Compression;

namespace DevServer.Plugins;

/// <summary>
/// The plugins folder: packed plugins, unpacked ones in folders of their identifier, <c>commands</c> that the next start carries out
/// (<c>install</c>, <c>delete</c>, <c>enable</c>, <c>disable</c>) and <c>disabled</c> with the identifiers that are not loaded.
/// </summary>
public sealed class PluginFolder(string folder)
{
    private readonly string root = Directory.CreateDirectory(folder).FullName;

    private string CommandsFile => Path.Join(root, "commands");

    private string DisabledFile => Path.Join(root, "disabled");

    public IReadOnlySet<string> Disabled => File.Exists(DisabledFile) ? File.ReadAllLines(DisabledFile).ToHashSet() : [];

    /// <summary>Identifier and main assembly of every unpacked plugin, disabled or not.</summary>
    public IEnumerable<(string Identifier, string Assembly)> Unpacked() =>
        from directory in Directory.EnumerateDirectories(root).Order()
        let identifier = Path.GetFileName(directory)
        let assembly = Path.Join(directory, identifier + ".dll")
        where File.Exists(assembly)
        select (identifier, assembly);

    public void Queue(string command, string identifier) => File.AppendAllLines(CommandsFile, [$"{command}:{identifier}"]);

    /// <summary>Carries out the queued commands and forgets them.</summary>
    public void ExecuteCommands()
    {
        if (!File.Exists(CommandsFile))
            return;
        foreach (var line in File.ReadAllLines(CommandsFile))
        {
            if (line.Split(':') is [var command, var identifier])
                Execute(command.ToLower(CultureInfo.InvariantCulture), identifier);
        }
        File.Delete(CommandsFile);
    }

    private void Execute(string command, string identifier)
    {
        var directory = Path.GetFullPath(Path.Join(root, identifier));
        if (!directory.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new InvalidOperationException($"'{identifier}' leaves the plugins folder");
        switch (command)
        {
            case "install":
                Enable(identifier);
                Install(directory);
                break;
            case "delete":
                Enable(identifier);
                if (Directory.Exists(directory))
                    Directory.Delete(directory, true);
                break;
            case "enable":
                Enable(identifier);
                break;
            case "disable" when Directory.Exists(directory) && !Disabled.Contains(identifier):
                File.AppendAllLines(DisabledFile, [identifier]);
                break;
        }
    }

    private static void Install(string directory)
    {
        var package = directory + ".btcpay";
        if (!File.Exists(package))
            return;
        if (Directory.Exists(directory))
            Directory.Delete(directory, true);
        ZipFile.ExtractToDirectory(package, directory, true);
        File.Delete(package);
        var manifest = directory + ".json";
        if (File.Exists(manifest))
            File.Move(manifest, Path.Join(directory, Path.GetFileName(manifest)), true);
    }

    private void Enable(string identifier)
    {
        if (Disabled.Contains(identifier))
            File.WriteAllLines(DisabledFile, Disabled.Where(d => d != identifier));
    }
}
