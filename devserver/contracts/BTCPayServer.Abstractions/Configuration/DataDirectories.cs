namespace BTCPayServer.Configuration;

/// <summary>Folders of the server.</summary>
public class DataDirectories
{
    public string DataDir { get; set; }

    public string PluginDir { get; set; }

    public string TempDir { get; set; }
}
