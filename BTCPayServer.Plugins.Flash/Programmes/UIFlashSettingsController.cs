using System.Globalization;
using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Pages;
using BTCPayServer.Plugins.Flash.Server;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace BTCPayServer.Plugins.Flash.Programmes;

/// <summary>The store's programme: set up once, changed at any time.</summary>
[Authorize(Policy = FlashPolicies.Settings, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
public sealed class UIFlashSettingsController(IProgrammeService programmes, ICurrencies currencies, IStores stores, PageText text) : FlashPageController(text)
{
    /// <summary>The settings; for a store without a programme, the first ones.</summary>
    [HttpGet("~/plugins/{storeId}/flash/settings")]
    public async Task<IActionResult> Settings(string storeId, CancellationToken cancellationToken) =>
        View(await programmes.Find(storeId, cancellationToken) is { } programme
            ? SettingsModel.From(programme)
            : new SettingsModel { First = true, Asset = (await stores.Find(storeId, cancellationToken))?.DefaultCurrency ?? "USD" });

    /// <summary>Keeps them.</summary>
    [HttpPost("~/plugins/{storeId}/flash/settings")]
    public async Task<IActionResult> Settings(string storeId, SettingsModel model, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        var before = await programmes.Find(storeId, cancellationToken);
        model.First = before is null;
        var settings = Read(model);
        if (!Valid)
            return View(model);
        var set = await programmes.Set(storeId, settings, ServerAddress.Of(Request), cancellationToken);
        if (!set.Ok)
        {
            Refuse(set.Refusal, set.Refusal.Code == "asset-in-use" ? nameof(model.Asset) : "");
            return View(model);
        }
        if (model.First)
        {
            Tell(Text["Flash is set up. Issue your first card now."]);
            return RedirectToAction("Overview", "UIFlashOverview", new { area = "Flash", storeId });
        }
        Tell(Text["The settings are saved."]);
        return RedirectToAction(nameof(Settings), new { storeId });
    }

    private ProgrammeSettings Read(SettingsModel model)
    {
        var currency = currencies.Find(model.Asset?.Trim());
        if (currency is null)
        {
            ModelState.AddModelError(nameof(model.Asset), Text["This server does not know such a currency. Enter a code such as USD, JMD or SATS."]);
            return new ProgrammeSettings();
        }
        var asset = new Asset(currency.Code, currency.Scale);
        return new ProgrammeSettings
        {
            Asset = currency.Code,
            MinLoad = Amount(asset, model.MinLoad, nameof(model.MinLoad), required: false),
            MaxLoad = Amount(asset, model.MaxLoad, nameof(model.MaxLoad), required: false),
            MaxBalance = Amount(asset, model.MaxBalance, nameof(model.MaxBalance), required: false),
            ChargeLimit = Amount(asset, model.ChargeLimit, nameof(model.ChargeLimit), required: false),
            DayLimit = Amount(asset, model.DayLimit, nameof(model.DayLimit), required: false),
            ValidityMonths = Months(model.ValidityMonths),
            IssueFee = Amount(asset, NoneIfZero(model.IssueFee), nameof(model.IssueFee), required: false),
            LoadFee = Amount(asset, NoneIfZero(model.LoadFee), nameof(model.LoadFee), required: false),
            LoadFeeBasisPoints = BasisPoints(model.LoadFeePercent, nameof(model.LoadFeePercent), 100),
            HoldMinutes = model.HoldMinutes,
            TimeZone = model.TimeZone,
            CreditMarkedInvoices = model.CreditMarkedInvoices
        };
    }

    private int? Months(string? typed)
    {
        if (string.IsNullOrWhiteSpace(typed))
            return null;
        if (int.TryParse(typed, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var months) && months is >= 1 and <= 600)
            return months;
        ModelState.AddModelError(nameof(SettingsModel.ValidityMonths), Text["Enter a number of months from 1 to 600, or nothing."]);
        return null;
    }
}
