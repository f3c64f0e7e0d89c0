using System.Security.Cryptography;
using System.Text;

namespace DevServer.Invoices;

/// <summary>The payment methods that every store of the development server has.</summary>
internal static class PaymentMethods
{
    public const string Chain = "BTC-CHAIN";
    public const string Lightning = "BTC-LN";

    public static readonly string[] All = [Chain, Lightning];

    /// <summary>Looks like an address or a BOLT 11, is neither, and stays the same for an invoice.</summary>
    public static string Destination(string method, string invoiceId)
    {
        var hash = Hash(method + invoiceId);
        return method == Lightning ? $"lnbcrt1dev{hash}{hash[..40]}" : $"bcrt1q{hash[..38]}";
    }

    public static string PaymentHash(string invoiceId) => Hash("payment" + invoiceId);

    private static string Hash(string of) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(of)));
}
