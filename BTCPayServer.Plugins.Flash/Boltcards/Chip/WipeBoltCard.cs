using Newtonsoft.Json;
using Newtonsoft.Json.Serialization;

namespace BTCPayServer.Plugins.Flash.Boltcards.Chip;

/// <summary>What a programming app reads from its "wipe" QR code, as text, to set a card back to factory keys.</summary>
/// <param name="Uid">14 lower-case hex digits.</param>
[JsonObject(NamingStrategyType = typeof(DefaultNamingStrategy))]
public sealed record WipeBoltCard(
    [property: JsonProperty("k0", Order = 1), JsonConverter(typeof(ChipKeyJsonConverter))] ChipKey K0,
    [property: JsonProperty("k1", Order = 2), JsonConverter(typeof(ChipKeyJsonConverter))] ChipKey K1,
    [property: JsonProperty("k2", Order = 3), JsonConverter(typeof(ChipKeyJsonConverter))] ChipKey K2,
    [property: JsonProperty("k3", Order = 4), JsonConverter(typeof(ChipKeyJsonConverter))] ChipKey K3,
    [property: JsonProperty("k4", Order = 5), JsonConverter(typeof(ChipKeyJsonConverter))] ChipKey K4,
    [property: JsonProperty("uid", Order = 6)] string Uid)
{
    /// <summary>Always <c>wipe</c>.</summary>
    [JsonProperty("action", Order = 0)]
    public string Action => "wipe";

    /// <summary>Version of the format, not of the card: always 1.</summary>
    [JsonProperty("version", Order = 7)]
    public int Version => 1;

    /// <summary>For one card.</summary>
    public static WipeBoltCard For(ChipUid uid, CardKeys keys) => new(keys.K0, keys.K1, keys.K2, keys.K3, keys.K4, uid.ToString());
}
