using System.Security.Cryptography;
using BTCPayServer.Lightning.Codec;
using DevServer.Lightning;

namespace BTCPayServer.Plugins.Flash.Tests.Support;

/// <summary>Lightning invoices that are not as they should be.</summary>
internal static class OutsideInvoices
{
    /// <param name="AmountMsat">None: the payer chooses.</param>
    /// <param name="Age">How long ago it was made.</param>
    /// <param name="Expiry">How long it was good for.</param>
    /// <param name="OtherNetwork">It is for another network than the server's.</param>
    /// <param name="Checksum">One letter of it is wrong.</param>
    /// <param name="Signature">It names a payee who did not sign it.</param>
    public sealed record Wrong(long? AmountMsat = 1_000_000, TimeSpan Age = default, TimeSpan? Expiry = null, bool OtherNetwork = false, bool Checksum = false, bool Signature = false);

    /// <summary>Writes it for the network of a good one.</summary>
    public static string Write(string good, Wrong how)
    {
        var prefix = Bolt11.Decode(good).Prefix;
        var request = new LightningInvoices.Request(LightningKeys.Wallet, how.AmountMsat, DateTimeOffset.UtcNow - how.Age, how.Expiry ?? TimeSpan.FromHours(1),
            !how.OtherNetwork ? prefix : prefix == "lnbc" ? "lntb" : "lnbc", "Bread", Payee: how.Signature ? LightningKeys.Node.CreatePubKey().ToBytes() : null);
        var bolt11 = LightningInvoices.Write(request, RandomNumberGenerator.GetBytes(32)).Encode();
        return how.Checksum ? bolt11[..^1] + (bolt11[^1] == 'q' ? 'p' : 'q') : bolt11;
    }

    /// <summary>An invoice and its payment hash; none for one that cannot be read.</summary>
    public static (string Bolt11, string Hash) Named(string bolt11)
    {
        try
        {
            return (bolt11, Convert.ToHexStringLower(Bolt11.Decode(bolt11).PaymentHash!));
        }
        catch (FormatException)
        {
            return (bolt11, "");
        }
    }
}
