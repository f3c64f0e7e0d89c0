namespace BTCPayServer.Plugins.Flash.Boltcards.Chip;

/// <summary>Links that open a programming app on the phone that shows them; it then posts a <see cref="KeysRequest"/>.</summary>
public static class ProgrammingLinks
{
    /// <summary>Program a blank chip with the keys that <paramref name="keysUrl"/>, absolute, answers.</summary>
    public static string Program(Uri keysUrl) => "boltcard://program?url=" + Uri.EscapeDataString(keysUrl.AbsoluteUri);

    /// <summary>Reset a programmed card with the keys that <paramref name="keysUrl"/>, absolute, answers.</summary>
    public static string Reset(Uri keysUrl) => "boltcard://reset?url=" + Uri.EscapeDataString(keysUrl.AbsoluteUri);
}
