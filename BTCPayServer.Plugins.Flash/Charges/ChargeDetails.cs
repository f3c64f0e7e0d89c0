using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace BTCPayServer.Plugins.Flash.Charges;

/// <summary>What is kept with a charge's transfers beside the money. The same values always make the same text, because the ledger
/// compares it when a key comes again.</summary>
internal sealed record ChargeDetails
{
    [JsonProperty("description", NullValueHandling = NullValueHandling.Ignore)]
    public string? Description { get; init; }

    [JsonProperty("metadata", NullValueHandling = NullValueHandling.Ignore)]
    public JRaw? Metadata { get; init; }

    // Only what the caller asked for: a change of the programme must not make a retry look different.
    [JsonProperty("expiresInMinutes", NullValueHandling = NullValueHandling.Ignore)]
    public int? ExpiresInMinutes { get; init; }

    [JsonProperty("reason", NullValueHandling = NullValueHandling.Ignore)]
    public string? Reason { get; init; }

    [JsonIgnore]
    private bool IsEmpty => Description is null && Metadata is null && ExpiresInMinutes is null && Reason is null;

    public string? ToJson() => IsEmpty ? null : JsonConvert.SerializeObject(this, Settings);

    public static ChargeDetails From(string? json) =>
        json is null ? Empty : JsonConvert.DeserializeObject<ChargeDetails>(json, Settings) ?? Empty;

    private static ChargeDetails Empty { get; } = new();

    // Settings of its own: the server sets process-wide defaults for Json.NET.
    private static readonly JsonSerializerSettings Settings = new() { DateParseHandling = DateParseHandling.None, Formatting = Formatting.None, MaxDepth = 64 };
}
