using System.Diagnostics.CodeAnalysis;
using BTCPayServer.Lightning.Codec;
using NBitcoin;

namespace BTCPayServer.Lightning;

/// <summary>A payment request. As in the real library the signature is not part of parsing, and no amount is zero.</summary>
public class BOLT11PaymentRequest
{
    private readonly string text;
    private readonly Bolt11 decoded;

    private BOLT11PaymentRequest(string text, Bolt11 decoded)
    {
        (this.text, this.decoded) = (text, decoded);
        MinimumAmount = new LightMoney(decoded.AmountMsat ?? 0);
        Timestamp = decoded.Timestamp;
        ExpiryDate = decoded.Expires;
        ShortDescription = decoded.Description;
        DescriptionHash = Hash(decoded.DescriptionHash);
        PaymentHash = Hash(decoded.PaymentHash);
    }

    public LightMoney MinimumAmount { get; }

    public DateTimeOffset Timestamp { get; }

    public DateTimeOffset ExpiryDate { get; }

    public string? ShortDescription { get; }

    public uint256? DescriptionHash { get; set; }

    public uint256? PaymentHash { get; }

    /// <summary>True unless a named payee has not signed.</summary>
    public bool VerifySignature() => decoded.Payee is null || decoded.Signer() is not null;

    public static bool TryParse(string str, [NotNullWhen(true)] out BOLT11PaymentRequest? result, Network network)
    {
        try
        {
            result = Parse(str, network);
            return true;
        }
        catch (FormatException)
        {
            result = null;
            return false;
        }
    }

    public static BOLT11PaymentRequest Parse(string str, Network network)
    {
        var text = str.Trim();
        if (text.StartsWith("lightning:", StringComparison.OrdinalIgnoreCase))
            text = text["lightning:".Length..];
        var decoded = Bolt11.Decode(text);
        if (decoded.Prefix != Bolt11Prefix.Of(network))
            throw new FormatException("The payment request is for another network");
        return new BOLT11PaymentRequest(text.ToLowerInvariant(), decoded);
    }

    public override string ToString() => text;

    private static uint256? Hash(byte[]? bytes) => bytes is null ? null : new uint256(bytes, false);
}
