using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace BTCPayServer.Plugins.Flash.Api;

/// <summary>A string property that carries JSON: read from and written as the JSON itself. Dates in it stay the text that they were.</summary>
public sealed class JsonTextConverter : JsonConverter<string>
{
    /// <inheritdoc />
    public override string? ReadJson(JsonReader reader, Type objectType, string? existingValue, bool hasExistingValue, JsonSerializer serializer)
    {
        ArgumentNullException.ThrowIfNull(reader);
        if (reader.TokenType == JsonToken.Null)
            return null;
        var dates = reader.DateParseHandling;
        reader.DateParseHandling = DateParseHandling.None;
        try
        {
            return JToken.ReadFrom(reader).ToString(Formatting.None);
        }
        finally
        {
            reader.DateParseHandling = dates;
        }
    }

    /// <inheritdoc />
    public override void WriteJson(JsonWriter writer, string? value, JsonSerializer serializer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (value is null)
            writer.WriteNull();
        else
            writer.WriteRawValue(value);
    }
}
