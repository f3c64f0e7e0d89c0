using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Flash.Tool;

/// <summary>
/// Makes of a publish folder what BTCPay Server installs: the package, its manifest and their checksums. The same input
/// makes the same bytes: names in order, one time for all files, the same rights, no trace of the machine.
/// </summary>
internal static class PluginPacker
{
    // A zip file knows no earlier time.
    private static readonly DateTimeOffset When = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes the files into <paramref name="output"/>; throws <see cref="ToolException"/> when the folder holds no such plugin.</summary>
    public static void Pack(string publish, string manifest, string output)
    {
        var plugin = Manifest.Read(manifest);
        if (!File.Exists(Path.Combine(publish, plugin.Identifier + ".dll")))
            throw new ToolException($"no {plugin.Identifier}.dll in {publish}");
        Directory.CreateDirectory(output);
        var package = Path.Combine(output, plugin.Identifier + ".btcpay");
        WritePackage(publish, package);
        var json = plugin.ToServerJson();
        File.WriteAllText(package + ".json", json);
        File.WriteAllText(Path.Combine(output, "SHA256SUMS"),
            $"{Hex(Encoding.UTF8.GetBytes(json))}  {plugin.Identifier}.btcpay.json\n{Hex(File.ReadAllBytes(package))}  {plugin.Identifier}.btcpay\n");
    }

    private static void WritePackage(string publish, string package)
    {
        var files = Directory.EnumerateFiles(publish, "*", SearchOption.AllDirectories)
            .Select(file => (File: file, Name: Path.GetRelativePath(publish, file).Replace('\\', '/')))
            .Where(f => IsForServer(f.Name))
            .OrderBy(f => f.Name, StringComparer.Ordinal);
        using var zip = new ZipArchive(File.Create(package), ZipArchiveMode.Create);
        foreach (var (file, name) in files)
        {
            var entry = zip.CreateEntry(name, CompressionLevel.SmallestSize);
            entry.LastWriteTime = When;
            entry.ExternalAttributes = Convert.ToInt32("100644", 8) << 16;
            using var content = entry.Open();
            using var source = File.OpenRead(file);
            source.CopyTo(content);
        }
    }

    // API docs are for those who compile against us, and how to start the program is the server's business.
    private static bool IsForServer(string name) =>
        !name.EndsWith(".xml", StringComparison.Ordinal) && !name.EndsWith(".runtimeconfig.json", StringComparison.Ordinal)
        && !name.EndsWith(".staticwebassets.endpoints.json", StringComparison.Ordinal) && name != "web.config";

    private static string Hex(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>plugin.json, the one source of what the plugin is called and which version it is.</summary>
    private sealed record Manifest(string Identifier, string Name, string Version, string Description, Dependency[] Dependencies)
    {
        private static readonly JsonSerializerOptions Reading = new(JsonSerializerDefaults.Web);

        public static Manifest Read(string path) =>
            JsonSerializer.Deserialize<Manifest>(File.ReadAllText(path), Reading) ?? throw new ToolException($"{path} is empty");

        // The members and their order are those of the server's own manifests.
        public string ToServerJson() =>
            JsonSerializer.Serialize(new { Identifier, Name, Version, Description, SystemPlugin = false, Dependencies });
    }

    private sealed record Dependency(string Identifier, string Condition);
}
