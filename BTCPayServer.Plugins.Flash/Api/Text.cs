using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace BTCPayServer.Plugins.Flash.Api;

/// <summary>Text from outside that is to be kept.</summary>
public static class Text
{
    /// <summary>True when a database can hold it: no NUL, no half of a surrogate pair.</summary>
    public static bool IsStorable(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\0' || char.IsLowSurrogate(c))
                return false;
            if (!char.IsHighSurrogate(c))
                continue;
            if (++i == text.Length || !char.IsLowSurrogate(text[i]))
                return false;
        }
        return true;
    }

    /// <summary>Optional text of at most <paramref name="max"/> UTF-16 units; empty counts as absent.</summary>
    public static Refusal? Check(string path, string? text, int max) =>
        text is null || (text.Length <= max && IsStorable(text))
            ? null
            : Refusal.Invalid(path, text.Length > max ? $"At most {max} characters." : "This is not valid text.");

    /// <summary>A JSON object as compact text of at most <paramref name="max"/> characters; null stays null.</summary>
    public static Result<string?> JsonObject(string path, string? json, int max)
    {
        if (string.IsNullOrEmpty(json))
            return default(Result<string?>);
        if (json.Length > 8 * max)
            return Refusal.Invalid(path, $"At most {max} characters.");
        try
        {
            using var reader = new JsonTextReader(new StringReader(json)) { DateParseHandling = DateParseHandling.None, MaxDepth = 32 };
            var value = JObject.Load(reader, new JsonLoadSettings { CommentHandling = CommentHandling.Ignore });
            if (!value.DescendantsAndSelf().All(IsPlain))
                return Refusal.Invalid(path, "This is not a JSON object that can be kept.");
            var text = value.ToString(Formatting.None);
            return text.Length <= max ? text : Refusal.Invalid(path, $"At most {max} characters.");
        }
        catch (JsonException)
        {
            return Refusal.Invalid(path, "This is not a JSON object.");
        }
    }

    // Json.NET reads more than JSON (undefined, constructors, NaN).
    private static bool IsPlain(JToken token) => token switch
    {
        JProperty property => IsStorable(property.Name),
        JObject or JArray => true,
        JValue { Type: JTokenType.String, Value: string text } => IsStorable(text),
        JValue { Type: JTokenType.Float, Value: double number } => double.IsFinite(number),
        JValue value => value.Type is JTokenType.Integer or JTokenType.Float or JTokenType.Boolean or JTokenType.Null,
        _ => false,
    };
}
