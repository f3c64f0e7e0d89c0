using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Ledger;

namespace BTCPayServer.Plugins.Flash.Tills;

/// <summary>A device that takes charges for one store: a POS, a cashier's phone. Its limits live on a ledger account of the same id.</summary>
public sealed record Till
{
    /// <summary>UUIDv7; also the id of its ledger account.</summary>
    public required Guid Id { get; init; }
    /// <summary>Whose.</summary>
    public required string StoreId { get; init; }
    /// <summary>As the store calls it.</summary>
    public required string Name { get; init; }
    /// <summary>What its limits are in.</summary>
    public required Asset Asset { get; init; }
    /// <summary>The most that one charge may take, minor units; null for no limit.</summary>
    public long? ChargeLimit { get; init; }
    /// <summary>The most that it may charge in a day, minor units; null for no limit.</summary>
    public long? DayLimit { get; init; }
    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>When a device took its token; null when none has yet.</summary>
    public DateTimeOffset? PairedAt { get; init; }
    /// <summary>When it was last heard of, to the minute.</summary>
    public DateTimeOffset? LastSeenAt { get; init; }
    /// <summary>When it was switched off for good; null while it is on.</summary>
    public DateTimeOffset? RevokedAt { get; init; }
}

/// <summary>What changes on a till; what is not given stays. A limit is a decimal string in the till's asset; null for no limit.</summary>
public sealed record TillUpdate(Change<string> Name = default, Change<string> ChargeLimit = default, Change<string> DayLimit = default);

/// <summary>A till with the code that pairs a device to it; the code is told once and stands nowhere.</summary>
/// <param name="Till">The till.</param>
/// <param name="Code">One-time, sixteen characters in groups of four; case does not matter.</param>
/// <param name="ExpiresAt">Until when it works.</param>
public sealed record TillPairing(Till Till, string Code, DateTimeOffset ExpiresAt);

/// <summary>A paired device's way in.</summary>
/// <param name="Token">Opaque, told once, kept only as a hash.</param>
/// <param name="Till">The till that it now is.</param>
public sealed record PairedTill(string Token, Till Till);

/// <summary>Whom a token belongs to.</summary>
/// <param name="StoreId">The only store that it can touch.</param>
/// <param name="TillId">The till.</param>
/// <param name="Name">The till's name.</param>
public sealed record TillIdentity(string StoreId, Guid TillId, string Name);
