using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Plugins.Flash.Api;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors;
using Microsoft.AspNetCore.Mvc;

namespace BTCPayServer.Plugins.Flash.Ledger;

/// <summary>The store's ledger over the Greenfield API: read only.</summary>
[ApiController]
[FlashExceptionFilter]
[EnableCors(CorsPolicies.All)]
[Authorize(Policy = FlashPolicies.View, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
[Route("~/api/v1/stores/{storeId}/flash/ledger")]
public sealed class GreenfieldFlashLedgerController(ILedgerProof proof, ILedgerReader reader) : ControllerBase
{
    /// <summary>Reads the whole ledger and says whether everything adds up.</summary>
    [HttpGet("proof")]
    public async Task<IActionResult> ProveLedger(string storeId, CancellationToken cancellationToken) =>
        Ok(ProofModel.From(await proof.Prove(storeId, cancellationToken)));

    /// <summary>The log, newest first.</summary>
    [HttpGet("transfers")]
    public async Task<IActionResult> ListTransfers(string storeId, [FromQuery] string? code, [FromQuery] int? limit, [FromQuery] string? cursor, CancellationToken cancellationToken)
    {
        if (!Paging.TryReadSeq(cursor, out var before))
            return this.Refuse(Refusal.Invalid("cursor", "This is not a cursor from an earlier page."));
        if (Text.Check("code", code, 100) is { } invalid)
            return this.Refuse(invalid);
        var count = Paging.Limit(limit);
        var log = await reader.Log(storeId, string.IsNullOrEmpty(code) ? null : [code], before, count + 1, cancellationToken);
        var page = log.Take(count).ToArray();
        var accounts = await reader.Accounts(storeId, [.. page.SelectMany(t => new[] { t.Debit, t.Credit }).Distinct()], cancellationToken);
        return Ok(new Page<TransferModel>([.. page.Select(t => TransferModel.From(t, accounts))], log.Count > count ? Paging.Cursor(page[^1].Seq) : null));
    }

    /// <summary>The store's own accounts and, for each asset, what all cards hold together.</summary>
    [HttpGet("accounts")]
    public async Task<IActionResult> ListAccounts(string storeId, CancellationToken cancellationToken)
    {
        var accounts = await reader.StoreAccounts(storeId, cancellationToken);
        var models = new List<AccountModel>();
        foreach (var asset in accounts.GroupBy(a => new Asset(a.Asset, a.Scale)))
        {
            var (posted, held) = await reader.Liability(storeId, asset.Key.Code, cancellationToken);
            models.Add(new AccountModel(null, "cards", asset.Key.Code, asset.Key.Format(posted), asset.Key.Format(held)));
            models.AddRange(asset.Select(a => new AccountModel(a.Id.ToString(), a.Code!, a.Asset, asset.Key.Format(a.Posted), asset.Key.Format(a.Held))));
        }
        return Ok(models);
    }
}
