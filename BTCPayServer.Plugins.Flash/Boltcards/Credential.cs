namespace BTCPayServer.Plugins.Flash.Boltcards;

/// <summary>What a credential is.</summary>
public enum CredentialKind
{
    /// <summary>An NTAG 424 DNA chip that signs each tap.</summary>
    Boltcard,
    /// <summary>The token of a virtual card: the same at each use.</summary>
    Link
}

/// <summary>Where a credential is in its life.</summary>
public enum CredentialState
{
    /// <summary>A chip was given keys and was not tapped yet.</summary>
    Pending,
    /// <summary>It pays.</summary>
    Active,
    /// <summary>The keys that open the chip were given away to wipe it; it pays no more until it is programmed again.</summary>
    Resetting,
    /// <summary>A wiped chip. It can be programmed again.</summary>
    Reset,
    /// <summary>For ever: of a card that was lost or replaced.</summary>
    Dead
}

/// <summary>What proves that a card is at hand.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="StoreId">Whose.</param>
/// <param name="CardId">The card that it pays for, or paid for last.</param>
/// <param name="Kind">What it is.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="Version">The version of its keys that a tap proved; null before the first tap.</param>
/// <param name="Issued">The highest version that keys were given for.</param>
/// <param name="Floor">Versions below this never count again.</param>
/// <param name="Counter">The last counter that was used up; -1 when none was.</param>
/// <param name="CreatedAt">When it was first given keys.</param>
/// <param name="LastTapAt">When it was tapped last.</param>
public sealed record Credential(Guid Id, string StoreId, Guid CardId, CredentialKind Kind, CredentialState State, int? Version, int Issued, int Floor, int Counter,
    DateTimeOffset CreatedAt, DateTimeOffset? LastTapAt);
