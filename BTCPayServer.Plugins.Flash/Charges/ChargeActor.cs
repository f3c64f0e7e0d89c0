namespace BTCPayServer.Plugins.Flash.Charges;

/// <summary>Who asks: idempotency keys of one actor never meet those of another.</summary>
public sealed record ChargeActor
{
    private ChargeActor(string scope, Guid? till) => (Scope, Till) = (scope, till);

    /// <summary>A Greenfield API key or user.</summary>
    public static ChargeActor Api { get; } = new("api", null);

    /// <summary>A person on the store's till page.</summary>
    public static ChargeActor Page { get; } = new("page", null);

    /// <summary>A paired till, whose own limits count too.</summary>
    public static ChargeActor OfTill(Guid till) => new($"till:{till:N}", till);

    /// <summary>Stands in the ledger's keys.</summary>
    public string Scope { get; }

    /// <summary>The till; null for all others.</summary>
    public Guid? Till { get; }
}
