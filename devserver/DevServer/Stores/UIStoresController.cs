using BTCPayServer;
using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Abstractions.Extensions;
using BTCPayServer.Client;
using BTCPayServer.Data;
using BTCPayServer.Models.StoreViewModels;
using BTCPayServer.Services.Rates;
using DevServer.Ui;
using DevServer.Users;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Newtonsoft.Json.Linq;

namespace DevServer.Stores;

/// <summary>The pages of a store: list, create, dashboard, settings.</summary>
[Authorize(AuthenticationSchemes = AuthenticationSchemes.Cookie)]
public sealed class UIStoresController(DevStoreRepository stores, UserRepository users, CurrencyNameTable currencies, IStringLocalizer text, NavigationState navigation)
    : UIStoreMembersController(stores, users, text)
{
    [HttpGet("~/")]
    public async Task<IActionResult> Home()
    {
        var store = await navigation.Current() ?? (await navigation.Stores()).FirstOrDefault();
        return store is null ? RedirectToAction(nameof(Create)) : RedirectToAction(nameof(Dashboard), new { storeId = store.Id });
    }

    [HttpGet("~/stores")]
    public async Task<IActionResult> Index() => View(await navigation.Stores());

    [HttpGet("~/stores/create")]
    public IActionResult Create() => View(new CreateStoreViewModel());

    [HttpPost("~/stores/create")]
    public async Task<IActionResult> Create(CreateStoreViewModel model, CancellationToken ct)
    {
        var store = new StoreData { SpeedPolicy = BTCPayServer.Client.Models.SpeedPolicy.MediumSpeed };
        if (!Apply(model, store))
            return View(model);
        await Stores.Create(store, User.Id(), ct);
        TempData.SetStatusSuccess(Text["Store successfully created"]);
        return RedirectToAction(nameof(Dashboard), new { storeId = store.Id });
    }

    [HttpGet("~/stores/{storeId}")]
    [Authorize(Policy = Policies.CanViewStoreSettings, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
    public IActionResult Dashboard(string storeId)
    {
        var store = HttpContext.GetStoreData();
        return View(new StoreDashboardViewModel
        {
            StoreId = store.Id,
            StoreName = store.StoreName,
            CryptoCode = "BTC",
            WalletEnabled = true,
            LightningEnabled = true,
            LightningSupported = true,
            IsSetUp = true
        });
    }

    [HttpGet("~/stores/{storeId}/settings")]
    [Authorize(Policy = Policies.CanViewStoreSettings, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
    public IActionResult GeneralSettings(string storeId)
    {
        var settings = StoreSettings.From(HttpContext.GetStoreData());
        return View(new CreateStoreViewModel { Name = settings.Name, DefaultCurrency = settings.Others["defaultCurrency"]?.ToString() });
    }

    [HttpPost("~/stores/{storeId}/settings")]
    [Authorize(Policy = Policies.CanModifyStoreSettings, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
    public async Task<IActionResult> GeneralSettings(string storeId, CreateStoreViewModel model, CancellationToken ct)
    {
        var store = HttpContext.GetStoreData();
        if (!Apply(model, store))
            return View(model);
        await Stores.Update(store, ct);
        TempData.SetStatusSuccess(Text["Store successfully updated"]);
        return RedirectToAction(nameof(GeneralSettings), new { storeId });
    }

    private bool Apply(CreateStoreViewModel model, StoreData store)
    {
        if (string.IsNullOrWhiteSpace(model.Name) || model.Name.Length > 50)
            ModelState.AddModelError(nameof(model.Name), Text["The name has 1 to 50 characters"]);
        if (model.DefaultCurrency is null || currencies.GetCurrencyData(model.DefaultCurrency, false) is not { } currency)
            ModelState.AddModelError(nameof(model.DefaultCurrency), Text["Not a known currency"]);
        else
            new StoreSettings { Name = model.Name, Others = { ["defaultCurrency"] = new JValue(currency.Code) } }.ApplyTo(store);
        return ModelState.IsValid;
    }
}
