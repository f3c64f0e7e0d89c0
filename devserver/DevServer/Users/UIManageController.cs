using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Abstractions.Extensions;
using BTCPayServer.Client;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace DevServer.Users;

/// <summary>The account's API keys.</summary>
[Authorize(AuthenticationSchemes = AuthenticationSchemes.Cookie)]
public sealed class UIManageController(ApiKeyRepository keys, IStringLocalizer text) : Controller
{
    [HttpGet("~/account/apikeys")]
    public async Task<IActionResult> APIKeys(CancellationToken ct) => View(await keys.OfUser(User.Id(), ct));

    [HttpGet("~/account/addapikey")]
    public IActionResult AddApiKey() => View();

    [HttpPost("~/account/addapikey")]
    public async Task<IActionResult> AddApiKey(string? label, string? scope, string[] permissions, CancellationToken ct)
    {
        var granted = permissions.Where(Permission.IsValidPolicy)
            .Select(p => Permission.Create(p, Permission.TryGetPolicyType(p) is PolicyType.Store && !string.IsNullOrEmpty(scope) ? scope : null).ToString());
        var key = await keys.Create(User.Id(), label, granted, ct);
        TempData.SetStatusSuccess(text["API key generated: {0}", key.Id]);
        return RedirectToAction(nameof(APIKeys));
    }

    [HttpPost("~/api-keys/{id}/delete")]
    public async Task<IActionResult> DeleteAPIKey(string id, CancellationToken ct)
    {
        await keys.Remove(id, User.Id(), ct);
        TempData.SetStatusSuccess(text["API Key removed"]);
        return RedirectToAction(nameof(APIKeys));
    }
}
