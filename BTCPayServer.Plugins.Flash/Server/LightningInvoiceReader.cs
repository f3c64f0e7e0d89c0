using BTCPayServer.Lightning;
using BTCPayServer.Plugins.Flash.Api;
using NBitcoin;

namespace BTCPayServer.Plugins.Flash.Server;

/// <summary>Reads BOLT 11 invoices with the server's library, which answers anything wrong in one way only.</summary>
internal static class LightningInvoiceReader
{
    // A legitimate invoice has some hundred characters; this is far above what wallets make, and little work.
    private const int MaxLength = 4096;
    private const string Scheme = "lightning:";
    private static readonly string[] Prefixes = ["lnbc", "lntb", "lntbs", "lnbcrt"];

    private static readonly Refusal Invalid = new("invoice-invalid", "This is not a valid Lightning invoice.");
    private static readonly Refusal WrongNetwork = new("invoice-wrong-network", "The Lightning invoice is for another network.");
    private static readonly Refusal Expired = new("invoice-expired", "The Lightning invoice has expired.");

    public static Result<LightningTerms> Read(string? text, Network network, DateTimeOffset now)
    {
        var written = Undressed(text);
        if (written.Length is 0 or > MaxLength || (written != written.ToLowerInvariant() && written != written.ToUpperInvariant()))
            return Invalid;
        var bolt11 = written.ToLowerInvariant();
        if (Array.IndexOf(Prefixes, PrefixOf(bolt11)) < 0)
            return Invalid;
        if (PrefixOf(bolt11) != PrefixOf(network))
            return WrongNetwork;
        if (Parse(bolt11, network) is not { PaymentHash: { } hash } request)
            return Invalid;
        if (request.ExpiryDate <= now)
            return Expired;
        return new LightningTerms(
            bolt11,
            hash.ToString(),
            request.MinimumAmount.MilliSatoshi is > 0 and var amount ? amount : null,
            request.Timestamp,
            request.ExpiryDate,
            request.ShortDescription,
            request.DescriptionHash?.ToString());
    }

    /// <summary>As <see cref="LightningTerms.Bolt11"/> has it, of what may be none.</summary>
    public static string Plain(string? text) => Undressed(text).ToLowerInvariant();

    private static string Undressed(string? text)
    {
        var bolt11 = text?.Trim() ?? "";
        return bolt11.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? bolt11[Scheme.Length..] : bolt11;
    }

    private static BOLT11PaymentRequest? Parse(string bolt11, Network network)
    {
        try
        {
            return BOLT11PaymentRequest.TryParse(bolt11, out var request, network) && request is not null && request.VerifySignature() ? request : null;
        }
        catch (Exception)
        {
            // The library answers false only for what it foresees; numbers beyond reason still throw.
            return null;
        }
    }

    /// <summary>What stands before the amount: <c>lnbc</c> of <c>lnbc25m1…</c>.</summary>
    private static string PrefixOf(string bolt11)
    {
        var separator = bolt11.LastIndexOf('1');
        var readable = separator > 0 ? bolt11.AsSpan(0, separator) : [];
        var digit = readable.IndexOfAnyInRange('0', '9');
        return (digit < 0 ? readable : readable[..digit]).ToString();
    }

    private static string PrefixOf(Network network) => network.ChainName switch
    {
        var chain when chain == ChainName.Mainnet => "lnbc",
        var chain when chain == ChainName.Testnet => "lntb",
        var chain when chain == ChainName.Regtest => "lnbcrt",
        _ => "lntbs",
    };
}
