using System.Net;
using System.Net.Sockets;
using Flash.Client;

namespace BTCPayServer.Plugins.Flash.Tests.Support;

/// <summary>A development server with nothing but the plugin that fails on purpose.</summary>
public sealed class ThrowerServer : IAsyncDisposable
{
    public const string Plugin = "DevServer.Thrower";

    private readonly string folder = Directory.CreateTempSubdirectory("flash-thrower-").FullName;
    private readonly TestDatabase database;

    private ThrowerServer(TestDatabase database)
    {
        this.database = database;
        using var port = new TcpListener(IPAddress.Loopback, 0);
        port.Start();
        Url = $"http://127.0.0.1:{((IPEndPoint)port.LocalEndpoint).Port}";
        Admin = FlashClient.AsUser(Url, "admin@example.com", "admin-password-1");
        foreach (var file in Directory.GetFiles(Repository.PathOf($"devserver/Thrower/bin/{Repository.Configuration}/net10.0"), Plugin + ".*"))
        {
            Directory.CreateDirectory(Path.Combine(Plugins, Plugin));
            File.Copy(file, Path.Combine(Plugins, Plugin, Path.GetFileName(file)));
        }
    }

    public string Url { get; }

    public string Plugins => Path.Combine(folder, "plugins");

    public FlashClient Admin { get; }

    public ChildProcess Process { get; private set; } = null!;

    /// <summary>A server that was not started yet.</summary>
    public static async Task<ThrowerServer> Prepare(PostgresFixture postgres) => new(await postgres.CreateDatabase());

    /// <summary>A running server with its admin.</summary>
    public static async Task<ThrowerServer> Start(PostgresFixture postgres)
    {
        var server = await Prepare(postgres);
        await server.Launch();
        using var anonymous = FlashClient.Anonymous(server.Url);
        await anonymous.CreateUser("admin@example.com", "admin-password-1", isAdministrator: true);
        return server;
    }

    /// <summary>Starts it and waits until it answers or has ended; <paramref name="failAt"/> tells the plugin where to fail.</summary>
    public async Task Launch(string? failAt = null, string? url = null)
    {
        Process?.Dispose();
        Process = await ChildProcess.Start("dotnet",
            [Repository.DevServer, "--urls", url ?? Url, "--plugins", Plugins, "--datadir", Path.Combine(folder, "data"), "--postgres", database.ConnectionString],
            new Dictionary<string, string?> { ["THROWER"] = failAt, ["FLASH_POSTGRES"] = null });
        for (var tries = 0; tries < 2400 && !Process.HasExited && !await Greenfield.Answers(Url); tries++)
            await Task.Delay(50);
    }

    /// <summary>What the next start was told to do.</summary>
    public string Commands() => Path.Combine(Plugins, "commands") is var file && File.Exists(file) ? File.ReadAllText(file) : "";

    public async ValueTask DisposeAsync()
    {
        Admin.Dispose();
        if (Process is not null)
        {
            await Process.Stop();
            Process.Dispose();
        }
        await database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}
