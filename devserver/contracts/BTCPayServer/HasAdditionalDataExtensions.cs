using Newtonsoft.Json.Linq;

namespace BTCPayServer;

public static class HasAdditionalDataExtensions
{
    public static T? GetAdditionalData<T>(this IHasAdditionalData o, string propName) =>
        o.AdditionalData is { } data && data.TryGetValue(propName, out var value) && value.Type is not JTokenType.Null ? value.ToObject<T>() : default;

    public static void SetAdditionalData<T>(this IHasAdditionalData o, string propName, T? value)
    {
        if (value is null)
        {
            o.AdditionalData?.Remove(propName);
            return;
        }
        o.AdditionalData ??= new Dictionary<string, JToken>();
        o.AdditionalData[propName] = JToken.FromObject(value);
    }
}
