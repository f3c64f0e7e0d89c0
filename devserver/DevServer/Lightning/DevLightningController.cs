using System.Text.Json;
using BTCPayServer.Abstractions.Extensions;
using DevServer.Stores;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace DevServer.Lightning;

/// <summary>The node, and what is to go wrong with it, for tests. No real server has these routes.</summary>
[ApiController]
[AllowAnonymous]
public sealed class DevLightningController(LightningPayments payments, LightningNode node, DevStoreRepository stores) : ControllerBase
{
    public sealed record NodeRequest
    {
        /// <summary>A <see cref="LightningTrouble"/> in kebab-case, for the next payment that has none of its own.</summary>
        public string? Next { get; init; }

        /// <summary>Only for payments of this hash.</summary>
        public string? PaymentHash { get; init; }

        /// <summary>The payment is on its way for so long before it is made; killed meanwhile, it is made at the next start.</summary>
        public int DelayMs { get; init; }

        /// <summary>For how many payments.</summary>
        public int Times { get; init; } = 1;

        /// <summary>True: every call of the node throws, until false.</summary>
        public bool? Down { get; init; }

        /// <summary>What the node has.</summary>
        public long? LocalMsat { get; init; }
    }

    /// <param name="As">paid or failed</param>
    public sealed record ResolveRequest(string As);

    /// <param name="Node">internal (the server's), own (a connection string of the store's), phoenixd (own, and answers as that does) or none</param>
    public sealed record StoreNodeRequest(string Node);

    [HttpGet("~/dev/lightning")]
    public async Task<IActionResult> Node(CancellationToken ct)
    {
        var (localMsat, down, troubles) = await payments.Node(ct);
        return Ok(new { localMsat, down, troubles });
    }

    [HttpPost("~/dev/lightning")]
    public async Task<IActionResult> SetNode(NodeRequest request, CancellationToken ct)
    {
        if (request.Next is { } next)
        {
            if (Parse(next) is not { } trouble)
                return this.CreateAPIError(422, "unknown-trouble", $"One of: {string.Join(", ", Enum.GetNames<LightningTrouble>().Select(JsonNamingPolicy.KebabCaseLower.ConvertName))}");
            await payments.AddTrouble(trouble, request.PaymentHash?.ToLowerInvariant(), request.DelayMs, request.Times, ct);
        }
        await payments.SetNode(request.LocalMsat, request.Down, ct);
        return await Node(ct);
    }

    /// <summary>How often the node was asked to pay the hash, and how often it paid; zeroes for an unknown one.</summary>
    [HttpGet("~/dev/lightning/payments/{paymentHash}")]
    public async Task<IActionResult> Payment(string paymentHash, CancellationToken ct)
    {
        var row = await payments.Find(paymentHash.ToLowerInvariant(), ct) ?? new LightningPaymentRow { PaymentHash = paymentHash };
        return Ok(new { row.PaymentHash, row.Status, row.Attempts, row.Paid, row.AmountMsat, row.FeeMsat, row.Preimage });
    }

    /// <summary>Ends a payment that hangs.</summary>
    [HttpPost("~/dev/lightning/payments/{paymentHash}/resolve")]
    public async Task<IActionResult> Resolve(string paymentHash, ResolveRequest request, CancellationToken ct)
    {
        if (request.As is not ("paid" or "failed"))
            return this.CreateAPIError(422, "unknown-end", "paid or failed");
        return await node.Settle(paymentHash.ToLowerInvariant(), request.As == "paid")
            ? await Payment(paymentHash, ct)
            : this.CreateAPIError(422, "not-possible", "The payment does not hang, or its payee does not take it");
    }

    [HttpPost("~/dev/stores/{storeId}/lightning")]
    public async Task<IActionResult> SetStoreNode(string storeId, StoreNodeRequest request, CancellationToken ct)
    {
        var config = request.Node switch
        {
            "internal" => """{"BTC-LN":{"internalNodeRef":"Internal Node"}}""",
            "own" => $$$"""{"BTC-LN":{"connectionString":"{{{LightningConnection.ConnectionString}}}"}}""",
            "phoenixd" => $$$"""{"BTC-LN":{"connectionString":"{{{LightningConnection.AsPhoenix}}}"}}""",
            "none" => "{}",
            _ => null,
        };
        if (config is null)
            return this.CreateAPIError(422, "unknown-node", "internal, own, phoenixd or none");
        return await stores.SetPaymentMethods(storeId, config, ct) ? Ok(new { storeId, node = request.Node }) : this.CreateAPIError(404, "store-not-found", "The store was not found");
    }

    private static LightningTrouble? Parse(string text) =>
        Enum.GetValues<LightningTrouble>().Where(t => JsonNamingPolicy.KebabCaseLower.ConvertName(t.ToString()) == text).Select(t => (LightningTrouble?)t).FirstOrDefault();
}
