using System.Security.Cryptography;
using System.Text;

namespace BTCPayServer.Plugins.Flash.Ledger;

/// <summary>Transfers that belong together: all are written or none, once for all time.</summary>
/// <param name="Key">The idempotency key, unique for its store for all time; 1 to 200 characters. The same key with the same content
/// answers what the first answered; with other content it is refused with <see cref="LedgerRefusal.KeyReused"/>.</param>
/// <param name="Transfers">1 to 16 transfers, applied in order; those that count toward limits do on one day, and no two have the same parent.</param>
public sealed record TransferRequest(string Key, params IReadOnlyList<Transfer> Transfers)
{
    /// <summary>Names the content: what was asked, without what differs between two tries of the same thing (ids and times).</summary>
    internal Guid Content()
    {
        var text = new StringBuilder(256);
        foreach (var t in Transfers)
            text.Append((short)t.Kind).Append('|').Append(t.Code).Append('|').Append(t.Debit.ToString("N")).Append('|').Append(t.Credit.ToString("N")).Append('|')
                .Append(t.Asset).Append('|').Append(t.Amount).Append('|').Append(t.Parent?.ToString("N")).Append('|').Append(t.Meter?.ToString("N")).Append('|')
                .Append(t.Reference?.Length).Append('|').Append(t.Reference).Append('|').Append(t.Details?.Length).Append('|').Append(t.Details).Append('\n');
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()), hash);
        return new Guid(hash[..16]);
    }
}
