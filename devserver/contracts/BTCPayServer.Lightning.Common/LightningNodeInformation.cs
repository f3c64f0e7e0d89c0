namespace BTCPayServer.Lightning;

/// <summary>What a node says of itself.</summary>
public class LightningNodeInformation
{
    public string? Alias { get; set; }
}
