namespace BTCPayServer.Plugins.Flash.Boltcards;

/// <summary>A credential as the database has it.</summary>
internal sealed class CredentialRow
{
    public const string Columns = """
        c.id, c.store_id StoreId, c.card_id CardId, c.kind, c.identifier, c.state, c.version, c.issued, c.floor, c.counter, c.created_at CreatedAt, c.last_tap_at LastTapAt
        """;

    public Guid Id { get; set; }
    public string StoreId { get; set; } = "";
    public Guid CardId { get; set; }
    public string Kind { get; set; } = "";
    public byte[] Identifier { get; set; } = [];
    public short State { get; set; }
    public int? Version { get; set; }
    public int Issued { get; set; }
    public int Floor { get; set; }
    public int Counter { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? LastTapAt { get; set; }

    public CredentialState Life => (CredentialState)State;

    /// <summary>The versions whose keys may be on the chip, likeliest first: the proven one, then those that were given out after it.</summary>
    public IEnumerable<int> Versions()
    {
        if (Version is { } proven)
            yield return proven;
        for (var version = Issued; version >= Floor && version > (Version ?? -1); version--)
            yield return version;
    }

    public Credential ToCredential() =>
        new(Id, StoreId, CardId, Kind == CredentialNames.Link ? CredentialKind.Link : CredentialKind.Boltcard, Life, Version, Issued, Floor, Counter, CreatedAt, LastTapAt);
}
