using BTCPayServer.Abstractions.Models;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Server;

/// <summary>The server's database, unless the environment variable <c>FLASH_POSTGRES</c> names another.</summary>
internal sealed class ServerConnectionString : IServerConnectionString
{
    /// <summary>Reads the environment once.</summary>
    public ServerConnectionString(IOptions<DatabaseOptions> server)
    {
        var servers = server.Value.ConnectionString;
        var own = Environment.GetEnvironmentVariable("FLASH_POSTGRES");
        Value = string.IsNullOrWhiteSpace(own) ? servers : own;
        IsServersOwn = SameDatabase(Value, servers);
    }

    public string Value { get; }

    public bool IsServersOwn { get; }

    private static bool SameDatabase(string a, string b)
    {
        var (left, right) = (new NpgsqlConnectionStringBuilder(a), new NpgsqlConnectionStringBuilder(b));
        return (left.Host, left.Port, left.Database ?? left.Username) == (right.Host, right.Port, right.Database ?? right.Username);
    }
}
