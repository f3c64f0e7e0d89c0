namespace BTCPayServer.Plugins.Flash.Server;

/// <summary>A currency as an asset of the ledger.</summary>
/// <param name="Code">Upper case, as the server writes it.</param>
/// <param name="Scale">Decimals that are kept: a minor unit is 10^-Scale. SATS are kept in millisatoshi: 3.</param>
/// <param name="DisplayScale">Decimals that people see, and the finest that an invoice can ask for. SATS: 0.</param>
/// <param name="Symbol">What people write beside the amount, or null.</param>
/// <param name="Name">In words.</param>
public sealed record Currency(string Code, int Scale, int DisplayScale, string? Symbol, string Name);
