using Newtonsoft.Json;

namespace BTCPayServer.Client.JsonConverters;

/// <summary>Time spans as whole numbers of a unit.</summary>
public abstract class TimeSpanJsonConverter : JsonConverter
{
    public class Seconds : TimeSpanJsonConverter
    {
        protected override long ToLong(TimeSpan value) => (long)value.TotalSeconds;

        protected override TimeSpan ToTimespan(long value) => TimeSpan.FromSeconds(value);
    }

    public class Minutes : TimeSpanJsonConverter
    {
        protected override long ToLong(TimeSpan value) => (long)value.TotalMinutes;

        protected override TimeSpan ToTimespan(long value) => TimeSpan.FromMinutes(value);
    }

    protected abstract TimeSpan ToTimespan(long value);

    protected abstract long ToLong(TimeSpan value);

    public override bool CanConvert(Type objectType) => (Nullable.GetUnderlyingType(objectType) ?? objectType) == typeof(TimeSpan);

    public override object? ReadJson(JsonReader reader, Type objectType, object? existingValue, JsonSerializer serializer) => reader.TokenType switch
    {
        JsonToken.Null => objectType == typeof(TimeSpan) ? TimeSpan.Zero : null,
        JsonToken.Integer => ToTimespan((long)reader.Value!),
        _ => throw new JsonSerializationException("Invalid timespan"),
    };

    public override void WriteJson(JsonWriter writer, object? value, JsonSerializer serializer)
    {
        if (value is TimeSpan span)
            writer.WriteValue(ToLong(span));
        else
            writer.WriteNull();
    }
}
