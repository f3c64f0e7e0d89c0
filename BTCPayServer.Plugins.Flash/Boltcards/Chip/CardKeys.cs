namespace BTCPayServer.Plugins.Flash.Boltcards.Chip;

/// <summary>The five application keys of one programmed card. Its text form shows none of them.</summary>
/// <param name="K0">Application master key: changes the others.</param>
/// <param name="K1">Encryption key of <c>p</c>, the same for all cards of an issuer.</param>
/// <param name="K2">MAC key of <c>c</c>.</param>
/// <param name="K3">Unused, but set.</param>
/// <param name="K4">Unused, but set.</param>
public sealed record CardKeys(ChipKey K0, ChipKey K1, ChipKey K2, ChipKey K3, ChipKey K4);
