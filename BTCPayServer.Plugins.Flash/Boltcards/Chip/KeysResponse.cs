using Newtonsoft.Json;
using Newtonsoft.Json.Serialization;

namespace BTCPayServer.Plugins.Flash.Boltcards.Chip;

/// <summary>The answer to a <see cref="KeysRequest"/>: what to write on the chip, or the keys that open it for a reset.</summary>
/// <param name="Lnurlw">The base URL to write; see <see cref="CreateBoltCardResponse.LnurlwBase"/>.</param>
/// <param name="Version">The version that the keys were derived for.</param>
[JsonObject(NamingStrategyType = typeof(DefaultNamingStrategy))]
public sealed record KeysResponse(
    [property: JsonProperty("LNURLW", Order = 0)] string Lnurlw,
    [property: JsonProperty("version", Order = 1)] uint Version,
    [property: JsonProperty("K0", Order = 2), JsonConverter(typeof(ChipKeyJsonConverter))] ChipKey K0,
    [property: JsonProperty("K1", Order = 3), JsonConverter(typeof(ChipKeyJsonConverter))] ChipKey K1,
    [property: JsonProperty("K2", Order = 4), JsonConverter(typeof(ChipKeyJsonConverter))] ChipKey K2,
    [property: JsonProperty("K3", Order = 5), JsonConverter(typeof(ChipKeyJsonConverter))] ChipKey K3,
    [property: JsonProperty("K4", Order = 6), JsonConverter(typeof(ChipKeyJsonConverter))] ChipKey K4)
{
    /// <summary>For one card.</summary>
    public static KeysResponse For(string lnurlwBase, uint version, CardKeys keys) =>
        new(lnurlwBase, version, keys.K0, keys.K1, keys.K2, keys.K3, keys.K4);
}
