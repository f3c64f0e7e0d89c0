using System.Globalization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace BTCPayServer.JsonConverters;

/// <summary>Numbers as JSON strings; reads both.</summary>
public class NumericStringJsonConverter : JsonConverter
{
    public override bool CanConvert(Type objectType) =>
        (Nullable.GetUnderlyingType(objectType) ?? objectType) is { } t && (t == typeof(decimal) || t == typeof(double));

    public override object? ReadJson(JsonReader reader, Type objectType, object? existingValue, JsonSerializer serializer)
    {
        var nullable = Nullable.GetUnderlyingType(objectType);
        var text = JToken.Load(reader) is JValue { Value: { } value } ? Convert.ToString(value, CultureInfo.InvariantCulture) : null;
        if (string.IsNullOrWhiteSpace(text))
            return nullable is not null ? null : throw new JsonSerializationException("Expected a number");
        return (nullable ?? objectType) == typeof(decimal)
            ? decimal.TryParse(text, NumberStyles.Any, CultureInfo.InvariantCulture, out var d) ? d : throw new JsonSerializationException($"Not a number: {text}")
            : double.TryParse(text, NumberStyles.Any, CultureInfo.InvariantCulture, out var f) ? f : throw new JsonSerializationException($"Not a number: {text}");
    }

    public override void WriteJson(JsonWriter writer, object? value, JsonSerializer serializer) =>
        writer.WriteValue(Convert.ToString(value, CultureInfo.InvariantCulture));
}
