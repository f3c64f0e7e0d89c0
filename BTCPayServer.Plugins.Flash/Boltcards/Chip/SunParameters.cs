namespace BTCPayServer.Plugins.Flash.Boltcards.Chip;

/// <summary>The two values that a tap appends to its URL, as they came.</summary>
/// <param name="P">Encrypted UID and counter; 32 hex digits when well-formed.</param>
/// <param name="C">Their MAC; 16 hex digits when well-formed.</param>
public sealed record SunParameters(string P, string C);
