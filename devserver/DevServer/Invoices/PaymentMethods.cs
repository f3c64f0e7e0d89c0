using System.Security.Cryptography;
using System.Text;
using BTCPayServer.Services.Invoices;

namespace DevServer.Invoices;

/// <summary>The payment methods that every store of the development server has.</summary>
internal static class PaymentMethods
{
    public const string Chain = "BTC-CHAIN";
    public const string Lightning = "BTC-LN";

    public static readonly string[] All = [Chain, Lightning];

    /// <summary>Where to pay: an invoice's own payment request, or what only looks like an address and stays the same for an invoice.</summary>
    public static string Destination(string method, InvoiceEntity invoice) =>
        method == Lightning ? invoice.Bolt11 ?? "" : $"bcrt1q{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(method + invoice.Id)))[..38]}";
}
