namespace DevServer.Webhooks;

/// <summary>A row of <c>devserver.webhooks</c>.</summary>
internal sealed record Webhook
{
    public string Id { get; init; } = "";
    public string StoreId { get; init; } = "";
    public bool Enabled { get; init; }
    public bool AutomaticRedelivery { get; init; }
    public string Url { get; init; } = "";
    public string Secret { get; init; } = "";
    public bool Everything { get; init; }
    public string[] SpecificEvents { get; init; } = [];

    public bool Wants(string type) => Enabled && (Everything || SpecificEvents.Contains(type));
}
