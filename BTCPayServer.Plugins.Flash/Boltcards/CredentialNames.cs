namespace BTCPayServer.Plugins.Flash.Boltcards;

/// <summary>The kinds of credentials as the database writes them.</summary>
internal static class CredentialNames
{
    /// <summary>An NTAG 424 DNA.</summary>
    public const string Boltcard = "boltcard";
    /// <summary>A virtual card's token.</summary>
    public const string Link = "link";
}
