using Newtonsoft.Json;

namespace BTCPayServer.Plugins.Flash.Boltcards.Chip;

/// <summary>
/// Keys as 32 lower-case hex digits. Named on each property that a programming app reads and nowhere else, so that no key
/// gets into JSON by accident.
/// </summary>
internal sealed class ChipKeyJsonConverter : JsonConverter<ChipKey>
{
    public override void WriteJson(JsonWriter writer, ChipKey? value, JsonSerializer serializer) => writer.WriteValue(value?.ToHex());

    public override ChipKey? ReadJson(JsonReader reader, Type objectType, ChipKey? existingValue, bool hasExistingValue, JsonSerializer serializer) =>
        ChipKey.TryParse(reader.Value as string) ?? throw new JsonSerializationException("Expected a key of 32 hex digits.");
}
