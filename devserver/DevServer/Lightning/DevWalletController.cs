using BTCPayServer.Abstractions.Extensions;
using BTCPayServer.Lightning.Codec;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace DevServer.Lightning;

/// <summary>A wallet outside the server that asks for money and pays, for tests. No real server has these routes.</summary>
[ApiController]
[AllowAnonymous]
public sealed class DevWalletController(LightningInvoices invoices, LightningNode node, TimeProvider time) : ControllerBase
{
    public sealed record InvoiceRequest
    {
        /// <summary>Missing: the payer chooses.</summary>
        public long? AmountMsat { get; init; }

        /// <summary>From when it was made.</summary>
        public int ExpirySeconds { get; init; } = 3600;

        /// <summary>Made so long ago: older than its expiry, it has expired.</summary>
        public int AgeSeconds { get; init; }

        public string? Description { get; init; }

        /// <summary>Hexadecimal, in place of the description.</summary>
        public string? DescriptionHash { get; init; }

        /// <summary>regtest, mainnet, testnet or signet</summary>
        public string Network { get; init; } = "regtest";

        /// <summary>One letter is wrong.</summary>
        public bool BadChecksum { get; init; }

        /// <summary>Names a payee who did not sign it.</summary>
        public bool BadSignature { get; init; }

        /// <summary>Another payment request for the hash of an earlier one.</summary>
        public string? SameHashAs { get; init; }
    }

    /// <param name="AmountMsat">For a payment request without amount.</param>
    public sealed record PayRequest(string Bolt11, long? AmountMsat = null);

    [HttpPost("~/dev/wallet/invoice")]
    public async Task<IActionResult> Invoice(InvoiceRequest request, CancellationToken ct)
    {
        var prefix = request.Network switch { "regtest" => LightningInvoices.Prefix, "mainnet" => "lnbc", "testnet" => "lntb", "signet" => "lntbs", _ => null };
        if (prefix is null || request.AmountMsat is <= 0 || request.ExpirySeconds < 0)
            return this.CreateAPIError(422, "not-possible", "Network, amount or expiry");
        var wanted = new LightningInvoices.Request(
            LightningKeys.Wallet,
            request.AmountMsat,
            time.GetUtcNow().AddSeconds(-request.AgeSeconds),
            TimeSpan.FromSeconds(request.ExpirySeconds),
            prefix,
            request.Description,
            request.DescriptionHash is { } hash ? Convert.FromHexString(hash) : null,
            request.BadSignature ? LightningKeys.Node.CreatePubKey().ToBytes() : null);
        var (bolt11, paymentHash) = request.SameHashAs is { } same
            ? (LightningInvoices.Write(wanted, Convert.FromHexString(same)).Encode(), same)
            : await invoices.Make(wanted, null, ct) is var made ? (made.Bolt11, made.PaymentHash) : default;
        if (request.BadChecksum)
            bolt11 = bolt11[..^1] + (bolt11[^1] == 'q' ? 'p' : 'q');
        return Ok(new { bolt11, paymentHash, request.AmountMsat });
    }

    [HttpGet("~/dev/wallet/invoices/{paymentHash}")]
    public async Task<IActionResult> Invoice(string paymentHash, CancellationToken ct) =>
        await invoices.Find(paymentHash.ToLowerInvariant(), ct) is { InvoiceId: null } row
            ? Ok(new { row.PaymentHash, row.Bolt11, paid = row.PaidAt is not null, amountMsat = row.ReceivedMsat, askedMsat = row.AmountMsat, row.PaidAt, expiresAt = row.Expires })
            : this.CreateAPIError(404, "invoice-not-found", "The wallet has no such invoice");

    /// <summary>Pays an invoice of a store here.</summary>
    [HttpPost("~/dev/wallet/pay")]
    public async Task<IActionResult> Pay(PayRequest request)
    {
        Bolt11 decoded;
        try
        {
            decoded = Bolt11.Decode(request.Bolt11.Trim());
        }
        catch (FormatException e)
        {
            return this.CreateAPIError(422, "invoice-invalid", e.Message);
        }
        if (decoded.Signer() is null || decoded.PaymentHash is not { } hash)
            return this.CreateAPIError(422, "invoice-invalid", "Not signed, or no payment hash");
        if ((decoded.AmountMsat ?? request.AmountMsat) is not (> 0 and var amount))
            return this.CreateAPIError(422, "invoice-amount-missing", "Say an amount");
        return await node.Receive(Convert.ToHexStringLower(hash), amount) is { } paid
            ? Ok(new { paid = true, paid.PaymentHash, paid.Preimage, amountMsat = paid.ReceivedMsat })
            : this.CreateAPIError(422, "not-possible", "No store here asks for it, or it is paid or expired");
    }
}
