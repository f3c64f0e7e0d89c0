using System.Net;

namespace DevServer.Hosting;

/// <summary>What the command line and the environment say.</summary>
public sealed record DevServerOptions(string[] Urls, string Postgres, string DataDir, string PluginDir)
{
    public const string DefaultUrl = "http://127.0.0.1:14142";

    public const string Help = """
        DevServer: behaves to a plugin and to HTTP clients as BTCPay Server 2.4.1 does. For development and tests only.

          --urls URL[;URL]    where to listen, loopback only (default http://127.0.0.1:14142)
          --postgres STRING   Npgsql connection string (default: the environment's FLASH_POSTGRES)
          --datadir DIR       keys and, unless said otherwise, plugins (default .flash/devserver)
          --plugins DIR       the plugins folder (default DATADIR/Plugins)
        """;

    /// <summary>Reads the options; throws <see cref="DevServerConfigException"/> with a message for the user.</summary>
    public static DevServerOptions Read(IConfiguration configuration)
    {
        var urls = (configuration["urls"] ?? DefaultUrl).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (var url in urls)
            RefuseBeyondLoopback(url);
        if (configuration.GetSection("Kestrel:Endpoints").Exists())
            throw new DevServerConfigException("DevServer listens where --urls says, and nowhere else: remove Kestrel:Endpoints from the configuration.");
        var postgres = configuration["postgres"] ?? configuration["FLASH_POSTGRES"];
        if (string.IsNullOrWhiteSpace(postgres))
            throw new DevServerConfigException("No database: say --postgres \"Host=…;Database=…\" or set FLASH_POSTGRES.");
        var dataDir = Path.GetFullPath(configuration["datadir"] ?? Path.Combine(".flash", "devserver"));
        var pluginDir = Path.GetFullPath(configuration["plugins"] ?? Path.Combine(dataDir, "Plugins"));
        return new DevServerOptions(urls, postgres, dataDir, pluginDir);
    }

    private static void RefuseBeyondLoopback(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp)
            throw new DevServerConfigException($"'{url}' is not an http:// address.");
        var loopback = uri.IdnHost == "localhost" || (IPAddress.TryParse(uri.IdnHost.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
        if (!loopback)
            throw new DevServerConfigException($"DevServer is for development: it refuses to listen on '{url}', beyond this machine. Use 127.0.0.1, [::1] or localhost.");
    }
}
