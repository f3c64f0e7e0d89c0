using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using BTCPayServer.Plugins.Flash.Tests.Support;

namespace BTCPayServer.Plugins.Flash.Tests.Unit;

public class PackagingTests
{
    // What a server may find in the package: ours, and libraries that no server brings.
    private static readonly string[] Allowed = [$"{Repository.Plugin}.deps.json", $"{Repository.Plugin}.dll", "Konscious.Security.Cryptography.Argon2.dll", "Konscious.Security.Cryptography.Blake2.dll",
        "dbup-core.dll", "dbup-postgresql.dll"];

    private static readonly JsonNode Manifest = JsonNode.Parse(File.ReadAllText(Repository.PathOf("plugin.json")))!;

    [Fact]
    public void Manifest_class_and_assembly_agree()
    {
        var plugin = new FlashPlugin();
        var assembly = typeof(FlashPlugin).Assembly;
        Assert.Equal((string?)Manifest["identifier"], plugin.Identifier);
        Assert.Equal((string?)Manifest["name"], plugin.Name);
        Assert.Equal((string?)Manifest["description"], plugin.Description);
        Assert.Equal((string?)Manifest["version"], plugin.Version.ToString());
        Assert.Equal((string?)Manifest["version"], assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion);
        Assert.Equal((string?)Manifest["version"] + ".0", assembly.GetName().Version!.ToString());
        Assert.Equal((string?)Manifest["identifier"], assembly.GetName().Name);
        Assert.Equal(Manifest["dependencies"]!.AsArray().Select(d => ((string?)d!["identifier"], (string?)d["condition"])),
            plugin.Dependencies.Select(d => ((string?)d.Identifier, (string?)d.Condition)));
    }

    [Fact]
    public void No_project_file_names_a_version_of_its_own()
    {
        foreach (var project in Directory.EnumerateFiles(Repository.PathOf(Repository.Plugin), "*.csproj"))
            Assert.DoesNotMatch("<(Assembly|File|Informational)?Version>[0-9]", File.ReadAllText(project));
    }

    [Fact]
    public void Changelog_tells_of_the_version() =>
        Assert.Contains((string)Manifest["version"]!, File.ReadAllText(Repository.PathOf("CHANGELOG.md")));

    [Fact]
    public void Package_holds_our_assembly_and_nothing_that_the_server_brings()
    {
        using var package = ZipFile.OpenRead(Repository.Package);
        Assert.Equal(Allowed, package.Entries.Select(e => e.FullName));
    }

    [Fact]
    public void Package_holds_the_assembly_under_test()
    {
        using var package = ZipFile.OpenRead(Repository.Package);
        using var packed = package.GetEntry($"{Repository.Plugin}.dll")!.Open();
        using var built = File.OpenRead(typeof(FlashPlugin).Assembly.Location);
        Assert.Equal(Convert.ToHexString(SHA256.HashData(built)), Convert.ToHexString(SHA256.HashData(packed)));
    }

    [Fact]
    public void Server_manifest_and_checksums_fit_the_package()
    {
        var manifest = JsonNode.Parse(File.ReadAllText(Repository.Package + ".json"))!.AsObject();
        Assert.Equal(["Identifier", "Name", "Version", "Description", "SystemPlugin", "Dependencies"], manifest.Select(m => m.Key));
        Assert.Equal((string?)Manifest["version"], (string?)manifest["Version"]);
        Assert.Equal((string?)Manifest["identifier"], (string?)manifest["Identifier"]);
        Assert.Equal(">=2.4.1", (string?)manifest["Dependencies"]![0]!["Condition"]);
        var sums = File.ReadAllLines(Path.Combine(Repository.Packed, "SHA256SUMS")).ToDictionary(l => l[66..], l => l[..64]);
        Assert.Equal([$"{Repository.Plugin}.btcpay", $"{Repository.Plugin}.btcpay.json"], sums.Keys.Order());
        foreach (var (name, sum) in sums)
            Assert.Equal(sum, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(Repository.Packed, name)))));
    }

    // The sources are copied to another folder and packed there from nothing.
    [Fact]
    public async Task Package_is_the_same_byte_for_byte_wherever_it_is_built()
    {
        var copy = Directory.CreateTempSubdirectory("flash-elsewhere-").FullName;
        try
        {
            foreach (var file in Sources())
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(copy, file))!);
                File.Copy(Repository.PathOf(file), Path.Combine(copy, file));
            }
            using var pack = await ChildProcess.Start(Path.Combine(copy, "flash"), ["pack"]);
            Assert.True(await pack.WaitForExit() == 0, pack.Log);
            var there = Path.Combine(copy, "artifacts", Repository.Plugin, Repository.Version);
            foreach (var file in Directory.EnumerateFiles(Repository.Packed).Select(Path.GetFileName))
                Assert.Equal(File.ReadAllBytes(Path.Combine(Repository.Packed, file!)), File.ReadAllBytes(Path.Combine(there, file!)));
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    private static IEnumerable<string> Sources(string folder = "")
    {
        foreach (var file in Directory.EnumerateFiles(Repository.PathOf(folder)))
            yield return Path.GetRelativePath(Repository.Root, file);
        foreach (var directory in Directory.EnumerateDirectories(Repository.PathOf(folder)))
            if (Path.GetFileName(directory) is not ("bin" or "obj" or "artifacts" or "submodules" or "TestResults" or ".git" or ".flash"))
                foreach (var file in Sources(Path.GetRelativePath(Repository.Root, directory)))
                    yield return file;
    }
}
