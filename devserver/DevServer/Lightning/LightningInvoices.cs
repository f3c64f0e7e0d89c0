using System.Security.Cryptography;
using BTCPayServer.Lightning.Codec;
using Dapper;
using DevServer.Data;
using NBitcoin.Secp256k1;

namespace DevServer.Lightning;

/// <summary>Makes and keeps what can be paid over Lightning.</summary>
public sealed class LightningInvoices(DevDatabase database, TimeProvider time)
{
    internal const string Prefix = "lnbcrt";

    private const string Columns =
        "payment_hash AS PaymentHash, preimage, bolt11, invoice_id AS InvoiceId, amount_msat AS AmountMsat, created, expires, paid_at AS PaidAt, received_msat AS ReceivedMsat";

    // 14: payment secret; 8: onion payload. Both required, as every node today asks.
    private static readonly byte[] Features = [16, 8, 0];

    /// <summary>A payment request of an invoice of a store here, signed by the node.</summary>
    public Task<LightningInvoiceRow> ForStore(string invoiceId, long? amountMsat, string description, DateTimeOffset expires, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var request = new Request(LightningKeys.Node, amountMsat, now, Whole(expires - now), Description: description);
        return Make(request, invoiceId, ct);
    }

    /// <summary>A payment request of the node's own, of no invoice yet.</summary>
    internal Task<LightningInvoiceRow> ForNode(long amountMsat, string description, bool hashOnly, TimeSpan expiry, CancellationToken ct)
    {
        var request = new Request(LightningKeys.Node, amountMsat > 0 ? amountMsat : null, time.GetUtcNow(), Whole(expiry));
        return Make(hashOnly
            ? request with { DescriptionHash = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(description)) }
            : request with { Description = description }, null, ct);
    }

    /// <summary>A payment request, kept as payable.</summary>
    internal async Task<LightningInvoiceRow> Make(Request request, string? invoiceId, CancellationToken ct)
    {
        var preimage = RandomNumberGenerator.GetBytes(32);
        var hash = System.Security.Cryptography.SHA256.HashData(preimage);
        var signed = Write(request, hash);
        var row = new LightningInvoiceRow
        {
            PaymentHash = Convert.ToHexStringLower(hash),
            Preimage = Convert.ToHexStringLower(preimage),
            Bolt11 = signed.Encode(),
            InvoiceId = invoiceId,
            AmountMsat = request.AmountMsat,
            Created = signed.Timestamp.UtcDateTime,
            Expires = signed.Expires.UtcDateTime,
        };
        await using var connection = await database.Open(ct);
        await connection.ExecuteAsync(
            """
            INSERT INTO devserver.ln_invoices (payment_hash, preimage, bolt11, invoice_id, amount_msat, created, expires)
            VALUES (@PaymentHash, @Preimage, @Bolt11, @InvoiceId, @AmountMsat, @Created, @Expires)
            """,
            row);
        return row;
    }

    /// <summary>Signs a payment request for a hash; keeps nothing.</summary>
    internal static Bolt11 Write(Request request, byte[] paymentHash)
    {
        var fields = new List<Bolt11.Field>
        {
            Bolt11.OfBytes(Bolt11.PaymentHashTag, paymentHash),
            Bolt11.OfBytes(Bolt11.SecretTag, RandomNumberGenerator.GetBytes(32)),
            request.DescriptionHash is { } described
                ? Bolt11.OfBytes(Bolt11.DescriptionHashTag, described)
                : Bolt11.OfText(Bolt11.DescriptionTag, request.Description ?? ""),
            Bolt11.OfNumber(Bolt11.ExpiryTag, (ulong)request.Expiry.TotalSeconds),
            Bolt11.OfNumber(Bolt11.MinFinalCltvTag, 18),
            new(Bolt11.FeaturesTag, Features),
        };
        if (request.Payee is { } payee)
            fields.Add(Bolt11.OfBytes(Bolt11.PayeeTag, payee));
        return Bolt11.Sign(Bolt11Amount.Join(request.Prefix, request.AmountMsat), request.Timestamp, fields, request.Key);
    }

    public async Task<LightningInvoiceRow?> Find(string paymentHash, CancellationToken ct)
    {
        await using var connection = await database.Open(ct);
        return await connection.QuerySingleOrDefaultAsync<LightningInvoiceRow>(
            $"SELECT {Columns} FROM devserver.ln_invoices WHERE payment_hash = @paymentHash", new { paymentHash });
    }

    /// <summary>Invoices of stores that were paid just before the server was killed, so that the store was not told.</summary>
    internal async Task<IReadOnlyList<LightningInvoiceRow>> Untold(CancellationToken ct)
    {
        await using var connection = await database.Open(ct);
        return
        [
            .. await connection.QueryAsync<LightningInvoiceRow>($"""
                SELECT {Columns} FROM devserver.ln_invoices i
                WHERE invoice_id IS NOT NULL AND paid_at IS NOT NULL
                  AND NOT EXISTS (SELECT FROM devserver.payments p WHERE p.invoice_id = i.invoice_id)
                """)
        ];
    }

    /// <summary>The checkout page played a Lightning payment: the invoice's request is used up.</summary>
    internal async Task MarkPlayed(string invoiceId, long msat)
    {
        await using var connection = await database.Open();
        await connection.ExecuteAsync(
            "UPDATE devserver.ln_invoices SET paid_at = @now, received_msat = @msat WHERE invoice_id = @invoiceId AND paid_at IS NULL",
            new { invoiceId, msat, now = time.GetUtcNow().UtcDateTime });
    }

    private static TimeSpan Whole(TimeSpan span) => TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling(span.TotalSeconds)));

    /// <summary>What a payment request is to say. A payee other than the key's own makes its signature wrong.</summary>
    internal sealed record Request(
        ECPrivKey Key,
        long? AmountMsat,
        DateTimeOffset Timestamp,
        TimeSpan Expiry,
        string Prefix = Prefix,
        string? Description = null,
        byte[]? DescriptionHash = null,
        byte[]? Payee = null);
}
