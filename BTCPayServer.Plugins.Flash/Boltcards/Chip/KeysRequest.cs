using Newtonsoft.Json;
using Newtonsoft.Json.Serialization;

namespace BTCPayServer.Plugins.Flash.Boltcards.Chip;

/// <summary>
/// What a programming app posts to the address in a <c>boltcard://</c> link: the UID of the blank chip that it is about to program, or
/// the URL that a programmed card gave it, to be reset.
/// </summary>
/// <param name="Uid">14 hex digits.</param>
/// <param name="Lnurlw"><c>lnurlw://…?p=…&amp;c=…</c>; proves that the card is at hand, once its MAC is verified.</param>
[JsonObject(NamingStrategyType = typeof(DefaultNamingStrategy))]
public sealed record KeysRequest(
    [property: JsonProperty("UID", NullValueHandling = NullValueHandling.Ignore)] string? Uid,
    [property: JsonProperty("LNURLW", NullValueHandling = NullValueHandling.Ignore)] string? Lnurlw)
{
    /// <summary>The UID when the request has one, well-formed, and no URL; else null.</summary>
    public ChipUid? ParseUid() => Lnurlw is null ? ChipUid.TryParse(Uid) : null;

    /// <summary>The tap's parameters when the request has a URL with both, and no UID; else null.</summary>
    public SunParameters? ParseTap() => Uid is null ? SunMessage.TryParseUrl(Lnurlw) : null;
}
