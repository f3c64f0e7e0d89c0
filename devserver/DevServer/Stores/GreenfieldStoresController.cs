using BTCPayServer;
using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Abstractions.Extensions;
using BTCPayServer.Client;
using BTCPayServer.Client.Models;
using BTCPayServer.Data;
using BTCPayServer.Services.Rates;
using DevServer.Security;
using DevServer.Users;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors;
using Microsoft.AspNetCore.Mvc;

namespace DevServer.Stores;

/// <summary><c>/api/v1/stores</c>.</summary>
[ApiController]
[Authorize(AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
[EnableCors(CorsPolicies.All)]
public sealed class GreenfieldStoresController(DevStoreRepository stores, CurrencyNameTable currencies) : ControllerBase
{
    [HttpGet("~/api/v1/stores")]
    [Authorize(Policy = Policies.CanViewStoreSettings, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public IActionResult List() => Ok(((StoreData[])HttpContext.Items[PermissionHandler.StoresKey]!).Select(StoreSettings.From));

    [HttpGet("~/api/v1/stores/{storeId}")]
    [Authorize(Policy = Policies.CanViewStoreSettings, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public IActionResult Get(string storeId) => Ok(StoreSettings.From(HttpContext.GetStoreData()));

    [HttpPost("~/api/v1/stores")]
    [Authorize(Policy = Policies.CanModifyStoreSettingsUnscoped, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public async Task<IActionResult> Create(StoreSettings request, CancellationToken ct)
    {
        var store = new StoreData { SpeedPolicy = SpeedPolicy.MediumSpeed };
        if (Refuse(request, store) is { } refusal)
            return refusal;
        request.ApplyTo(store);
        await stores.Create(store, User.Id(), ct);
        return Ok(StoreSettings.From(store));
    }

    [HttpPut("~/api/v1/stores/{storeId}")]
    [Authorize(Policy = Policies.CanModifyStoreSettings, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public async Task<IActionResult> Update(string storeId, StoreSettings request, CancellationToken ct)
    {
        var store = HttpContext.GetStoreData();
        if (Refuse(request, store) is { } refusal)
            return refusal;
        request.ApplyTo(store);
        await stores.Update(store, ct);
        return Ok(StoreSettings.From(store));
    }

    [HttpDelete("~/api/v1/stores/{storeId}")]
    [Authorize(Policy = Policies.CanModifyStoreSettings, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public async Task<IActionResult> Delete(string storeId, CancellationToken ct)
    {
        await stores.Delete(storeId, ct);
        return Ok();
    }

    private IActionResult? Refuse(StoreSettings request, StoreData store)
    {
        if (string.IsNullOrWhiteSpace(request.Name ?? store.StoreName))
            ModelState.AddModelError("Name", "Name is missing");
        else if ((request.Name ?? store.StoreName).Length is < 1 or > 50)
            ModelState.AddModelError("Name", "Name can only be between 1 and 50 characters");
        if (!string.IsNullOrEmpty(request.Website) && !Uri.TryCreate(request.Website, UriKind.Absolute, out _))
            ModelState.AddModelError("Website", "Website is not a valid url");
        if (request.Others.GetValueOrDefault("defaultCurrency")?.ToString() is { Length: > 0 } currency && currencies.GetCurrencyData(currency, false) is null)
            ModelState.AddModelError("DefaultCurrency", "DefaultCurrency is not a known currency");
        return ModelState.IsValid ? null : this.CreateValidationError(ModelState);
    }
}
