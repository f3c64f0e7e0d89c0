using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Abstractions.Models;
using BTCPayServer.Plugins.Flash.Pages;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace BTCPayServer.Plugins.Flash.Insights;

/// <summary>The store's cards at a glance, with the proof light.</summary>
[Authorize(Policy = FlashPolicies.View, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
public sealed class UIFlashOverviewController(IOverviewService overviews, Proofs proofs, PageText text) : FlashPageController(text)
{
    /// <summary>The overview, or an invitation to set Flash up.</summary>
    [HttpGet("~/plugins/{storeId}/flash")]
    public async Task<IActionResult> Overview(string storeId, CancellationToken cancellationToken) =>
        await overviews.Of(storeId, cancellationToken) is { } overview ? View(overview) : View("NotSetUp");

    /// <summary>Proves the store's ledger now.</summary>
    [HttpPost("~/plugins/{storeId}/flash/prove")]
    public async Task<IActionResult> Prove(string storeId, CancellationToken cancellationToken)
    {
        var proof = await proofs.Prove(storeId, cancellationToken);
        if (proof.Proven)
            Tell(Text["The ledger proves: every balance is the sum of its movements, and all of them sum to zero."]);
        else
            Tell(Text["The ledger does not prove. Stop taking charges and look at what does not add up below."], StatusMessageModel.StatusSeverity.Error);
        return RedirectToAction(nameof(Overview), new { storeId });
    }
}
