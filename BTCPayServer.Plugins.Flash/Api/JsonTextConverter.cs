using System.Globalization;
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
            using var text = new StringWriter(CultureInfo.InvariantCulture);
            // What is no number in JSON (NaN, 1e400) stays what it is and is refused, instead of becoming a word.
            using (var writer = new JsonTextWriter(text) { FloatFormatHandling = FloatFormatHandling.Symbol })
                JToken.ReadFrom(reader).WriteTo(writer);
            return text.ToString();
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
