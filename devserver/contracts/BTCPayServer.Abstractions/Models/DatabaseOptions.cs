namespace BTCPayServer.Abstractions.Models;

public class DatabaseOptions
{
    /// <summary>Npgsql connection string of the server's own database.</summary>
    public string ConnectionString { get; set; }
}
