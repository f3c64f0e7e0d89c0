namespace BTCPayServer.Plugins.Flash.Server;

/// <summary>What a BOLT 11 invoice asks for.</summary>
/// <param name="Bolt11">The invoice, lower case, without <c>lightning:</c>.</param>
/// <param name="PaymentHash">64 lower-case hexadecimal digits; the payment's identity for all time.</param>
/// <param name="AmountMsat">Millisatoshis, above zero; null when the payer is to choose.</param>
/// <param name="CreatedAt">When it was made, by its maker's clock.</param>
/// <param name="ExpiresAt">When it can no longer be paid.</param>
/// <param name="Description">What it is for; null when it carries only a hash of that, or nothing.</param>
/// <param name="DescriptionHash">64 lower-case hexadecimal digits; null when it carries none.</param>
public sealed record LightningTerms(
    string Bolt11,
    string PaymentHash,
    long? AmountMsat,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    string? Description,
    string? DescriptionHash);
