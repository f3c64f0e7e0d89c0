using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Ledger;
using Newtonsoft.Json;

namespace BTCPayServer.Plugins.Flash.Tills;

/// <summary>The body of <c>POST tills</c>.</summary>
public sealed record TillRequest
{
    /// <summary>As the store calls it.</summary>
    public string? Name { get; init; }
    /// <summary>Decimal string; no limit when absent.</summary>
    public string? ChargeLimit { get; init; }
    /// <summary>Decimal string; no limit when absent.</summary>
    public string? DayLimit { get; init; }
}

/// <summary>What changes on a till. What is absent stays; a limit that is null is no limit any more.</summary>
public sealed class UpdateTillRequest
{
    private readonly HashSet<string> given = [];
    private string? name;
    private string? chargeLimit;
    private string? dayLimit;

    /// <summary>As the store calls it.</summary>
    public string? Name
    {
        get => name;
        set => name = Given(nameof(Name), value);
    }

    /// <summary>Decimal string; null for no limit.</summary>
    public string? ChargeLimit
    {
        get => chargeLimit;
        set => chargeLimit = Given(nameof(ChargeLimit), value);
    }

    /// <summary>Decimal string; null for no limit.</summary>
    public string? DayLimit
    {
        get => dayLimit;
        set => dayLimit = Given(nameof(DayLimit), value);
    }

    internal TillUpdate ToUpdate() => new(
        new Change<string>(given.Contains(nameof(Name)), name),
        new Change<string>(given.Contains(nameof(ChargeLimit)), chargeLimit),
        new Change<string>(given.Contains(nameof(DayLimit)), dayLimit));

    private string? Given(string field, string? value)
    {
        given.Add(field);
        return value;
    }
}

/// <summary>The body of <c>POST till/pair</c>.</summary>
public sealed record PairRequest
{
    /// <summary>The code that the store's page shows.</summary>
    public string? Code { get; init; }
}

/// <summary>A till as the API writes it.</summary>
public record TillModel
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }
    /// <summary>The store's id.</summary>
    public required string StoreId { get; init; }
    /// <summary>Its name.</summary>
    public required string Name { get; init; }
    /// <summary>The asset's code.</summary>
    public required string Asset { get; init; }
    /// <summary>Decimal string; null for no limit.</summary>
    public string? ChargeLimit { get; init; }
    /// <summary>Decimal string; null for no limit.</summary>
    public string? DayLimit { get; init; }
    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>When a device was paired last.</summary>
    public DateTimeOffset? PairedAt { get; init; }
    /// <summary>When it was last heard of, to the minute.</summary>
    public DateTimeOffset? LastSeenAt { get; init; }
    /// <summary>When it was switched off for good.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    internal static TillModel From(Till till) => new()
    {
        Id = till.Id.ToString(),
        StoreId = till.StoreId,
        Name = till.Name,
        Asset = till.Asset.Code,
        ChargeLimit = Format(till.Asset, till.ChargeLimit),
        DayLimit = Format(till.Asset, till.DayLimit),
        CreatedAt = till.CreatedAt,
        PairedAt = till.PairedAt,
        LastSeenAt = till.LastSeenAt,
        RevokedAt = till.RevokedAt,
    };

    private static string? Format(Asset asset, long? amount) => amount is { } value ? asset.Format(value) : null;
}

/// <summary>A till with the code that pairs a device to it, shown this once.</summary>
/// <param name="Till">The till.</param>
/// <param name="PairingCode">One-time code to type.</param>
/// <param name="PairingPayload">The same to scan: JSON text for a QR code, with the server's address.</param>
/// <param name="PairingExpiresAt">Until when it works.</param>
public sealed record TillPairingModel(TillModel Till, string PairingCode, string PairingPayload, DateTimeOffset PairingExpiresAt)
{
    /// <summary>From a pairing, for a device that shall reach the server at <paramref name="serverUrl"/>.</summary>
    public static TillPairingModel From(TillPairing pairing, string serverUrl)
    {
        ArgumentNullException.ThrowIfNull(pairing);
        return new(TillModel.From(pairing.Till), pairing.Code, Payload(pairing.Code, serverUrl), pairing.ExpiresAt);
    }

    /// <summary>What a till app reads from the QR code.</summary>
    public static string Payload(string code, string serverUrl) =>
        JsonConvert.SerializeObject(new { type = "flash-till", server = serverUrl, code });
}

/// <summary>What a device gets for its code.</summary>
/// <param name="Token">For <c>Authorization: Till …</c>; shown this once.</param>
/// <param name="Till">The till that the device now is.</param>
public sealed record PairedTillModel(string Token, TillModel Till);
