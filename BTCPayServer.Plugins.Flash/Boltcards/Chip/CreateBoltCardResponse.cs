using Newtonsoft.Json;
using Newtonsoft.Json.Serialization;

namespace BTCPayServer.Plugins.Flash.Boltcards.Chip;

/// <summary>
/// What a programming app reads from the one-time link behind its "create bolt card" QR code. The app does not say which chip
/// it holds, so the chip's UID must be known when this is made.
/// </summary>
/// <param name="CardName">Shown to whoever programs the card.</param>
/// <param name="LnurlwBase">
/// <c>lnurlw://host/path</c>; the app appends <c>?p=…&amp;c=…</c> (or <c>&amp;p=…</c>). It finds the place by the first <c>p=</c> and <c>c=</c> in the
/// text, so neither may be part of the base.
/// </param>
/// <param name="UidPrivacy"><c>Y</c>: also hide the chip's UID for good, which no wipe undoes; <c>N</c> leaves it readable.</param>
[JsonObject(NamingStrategyType = typeof(DefaultNamingStrategy))]
public sealed record CreateBoltCardResponse(
    [property: JsonProperty("card_name", Order = 2)] string CardName,
    [property: JsonProperty("lnurlw_base", Order = 3)] string LnurlwBase,
    [property: JsonProperty("k0", Order = 4), JsonConverter(typeof(ChipKeyJsonConverter))] ChipKey K0,
    [property: JsonProperty("k1", Order = 5), JsonConverter(typeof(ChipKeyJsonConverter))] ChipKey K1,
    [property: JsonProperty("k2", Order = 6), JsonConverter(typeof(ChipKeyJsonConverter))] ChipKey K2,
    [property: JsonProperty("k3", Order = 7), JsonConverter(typeof(ChipKeyJsonConverter))] ChipKey K3,
    [property: JsonProperty("k4", Order = 8), JsonConverter(typeof(ChipKeyJsonConverter))] ChipKey K4,
    [property: JsonProperty("uid_privacy", Order = 9)] string UidPrivacy)
{
    /// <summary>Always <c>create_bolt_card_response</c>.</summary>
    [JsonProperty("protocol_name", Order = 0)]
    public string ProtocolName => "create_bolt_card_response";

    /// <summary>2, the version that has <c>uid_privacy</c>.</summary>
    [JsonProperty("protocol_version", Order = 1)]
    public int ProtocolVersion => 2;

    /// <summary>For one card.</summary>
    public static CreateBoltCardResponse For(string cardName, string lnurlwBase, CardKeys keys, bool hideUid = false) =>
        new(cardName, lnurlwBase, keys.K0, keys.K1, keys.K2, keys.K3, keys.K4, hideUid ? "Y" : "N");
}
