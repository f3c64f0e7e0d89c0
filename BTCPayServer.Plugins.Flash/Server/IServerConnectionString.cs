namespace BTCPayServer.Plugins.Flash.Server;

/// <summary>Which database the plugin's schema lives in.</summary>
public interface IServerConnectionString
{
    /// <summary>A connection string of PostgreSQL. Holds a password: never logged.</summary>
    string Value { get; }

    /// <summary>True when it is the server's own database, so that one transaction can span its tables and ours.</summary>
    bool IsServersOwn { get; }
}
