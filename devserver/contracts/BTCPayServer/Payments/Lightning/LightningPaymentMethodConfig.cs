using Newtonsoft.Json;

namespace BTCPayServer.Payments.Lightning;

/// <summary>How a store reaches its Lightning node: by a connection string of its own, or the server's internal node.</summary>
public class LightningPaymentMethodConfig
{
    public const string InternalNode = "Internal Node";

    [JsonProperty(DefaultValueHandling = DefaultValueHandling.Ignore)]
    public string? ConnectionString { get; set; }

    [JsonProperty(DefaultValueHandling = DefaultValueHandling.Ignore)]
    public string? InternalNodeRef { get; set; }

    [JsonIgnore]
    public bool IsInternalNode => InternalNodeRef == InternalNode;

    public string? GetExternalLightningUrl() => string.IsNullOrEmpty(ConnectionString) ? null : ConnectionString;
}
