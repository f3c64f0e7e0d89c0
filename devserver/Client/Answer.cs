using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Flash.Client;

/// <summary>What a server answered to one request, whatever the status.</summary>
/// <param name="Request">Method and path, for messages.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Text">The body as it came.</param>
public sealed record Answer(string Request, HttpStatusCode Status, string Text)
{
    /// <summary>The status as a number.</summary>
    public int Code => (int)Status;

    /// <summary>Whether the status is 2xx.</summary>
    public bool Succeeded => Code is >= 200 and < 300;

    /// <summary>The body as JSON, or null when it is empty or is none.</summary>
    public JsonNode? Json { get; } = Parse(Text);

    /// <summary>The stable code of a refusal (<c>insufficient-funds</c>), or null.</summary>
    public string? Refusal => (Json as JsonObject)?["code"]?.GetValue<string>();

    /// <summary>The body as a JSON object; throws <see cref="UnexpectedAnswerException"/> unless the status is 2xx.</summary>
    public JsonObject Object => Expect() as JsonObject ?? throw new UnexpectedAnswerException(this);

    /// <summary>The body as a JSON list; throws <see cref="UnexpectedAnswerException"/> unless the status is 2xx.</summary>
    public JsonArray List => Expect() as JsonArray ?? throw new UnexpectedAnswerException(this);

    /// <summary>The body of a success, null when it has none; throws <see cref="UnexpectedAnswerException"/> otherwise.</summary>
    public JsonNode? Expect() => Succeeded ? Json : throw new UnexpectedAnswerException(this);

    private static JsonNode? Parse(string text)
    {
        try
        {
            return string.IsNullOrWhiteSpace(text) ? null : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
