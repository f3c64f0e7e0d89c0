using Newtonsoft.Json;

namespace BTCPayServer.Client.JsonConverters;

/// <summary>Times as Unix seconds, as the server's API writes them. The real one belongs to NBitcoin.</summary>
internal sealed class UnixTimeConverter : JsonConverter
{
    public override bool CanConvert(Type objectType) =>
        (Nullable.GetUnderlyingType(objectType) ?? objectType) is { } t && (t == typeof(DateTimeOffset) || t == typeof(DateTime));

    public override object? ReadJson(JsonReader reader, Type objectType, object? existingValue, JsonSerializer serializer)
    {
        if (reader.Value is null)
            return null;
        var time = DateTimeOffset.FromUnixTimeSeconds((long)reader.Value);
        return (Nullable.GetUnderlyingType(objectType) ?? objectType) == typeof(DateTime) ? (object)time.UtcDateTime : time;
    }

    public override void WriteJson(JsonWriter writer, object? value, JsonSerializer serializer)
    {
        switch (value)
        {
            case DateTimeOffset time: writer.WriteValue(time.ToUnixTimeSeconds()); break;
            case DateTime time: writer.WriteValue(new DateTimeOffset(time.ToUniversalTime()).ToUnixTimeSeconds()); break;
            default: writer.WriteNull(); break;
        }
    }
}
