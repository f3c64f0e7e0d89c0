using BTCPayServer.Plugins.Flash.Api;
using Newtonsoft.Json;

namespace BTCPayServer.Plugins.Flash.Charges;

/// <summary>The body of <c>POST charges</c>.</summary>
public sealed record ChargeRequest
{
    /// <summary>The card, by exactly one of <c>id</c>, <c>number</c> and <c>token</c>.</summary>
    public CardReferenceRequest? Card { get; init; }
    /// <summary>Decimal string in the asset's unit.</summary>
    public string? Amount { get; init; }
    /// <summary>True: take it at once. False (the default): hold it.</summary>
    public bool Capture { get; init; }
    /// <summary>How long a hold lasts.</summary>
    public int? ExpiresInMinutes { get; init; }
    /// <summary>The caller's order number.</summary>
    public string? OrderReference { get; init; }
    /// <summary>What for.</summary>
    public string? Description { get; init; }
    /// <summary>The caller's own JSON object.</summary>
    [JsonConverter(typeof(JsonTextConverter))]
    public string? Metadata { get; init; }
    /// <summary>The card's PIN, where the amount asks for it.</summary>
    public string? Pin { get; init; }

    // The server may log what an action was called with.
    /// <inheritdoc />
    public override string ToString() => nameof(ChargeRequest);

    internal AuthoriseCharge ToCommand(string key) =>
        new(key, Card?.ToReference() ?? new CardReference(), Amount, Capture, ExpiresInMinutes, OrderReference, Description, Metadata) { Pin = Pin };
}

/// <summary>How a request names a card.</summary>
public sealed record CardReferenceRequest
{
    /// <summary>Its id.</summary>
    public Guid? Id { get; init; }
    /// <summary>Its number.</summary>
    public string? Number { get; init; }
    /// <summary>What its QR code carries.</summary>
    public string? Token { get; init; }

    internal CardReference ToReference() => new(Id, Number, Token);
}

/// <summary>The body of <c>POST charges/{id}/capture</c>; may be left out.</summary>
public sealed record CaptureRequest
{
    /// <summary>Decimal string; all when absent.</summary>
    public string? Amount { get; init; }
}

/// <summary>The body of <c>POST charges/{id}/refunds</c>; may be left out.</summary>
public sealed record RefundRequest
{
    /// <summary>Decimal string; all that is left when absent.</summary>
    public string? Amount { get; init; }
    /// <summary>Why.</summary>
    public string? Reason { get; init; }
}
