using System.Globalization;
using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Plugins.Flash.Boltcards;
using BTCPayServer.Plugins.Flash.Pages;
using BTCPayServer.Plugins.Flash.Programmes;
using BTCPayServer.Plugins.Flash.Server;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <summary>The programme's rules for taps, beside what an operator has to know about the store's chips and its node.</summary>
[Authorize(Policy = FlashPolicies.Settings, AuthenticationSchemes = AuthenticationSchemes.Cookie)]
public sealed class UIFlashTapSettingsController(
    ITapSettings settings,
    IProgrammes programmes,
    ICredentials credentials,
    IStoreLightning lightning,
    IServerRates rates,
    IOutgoingPayments payments,
    PageText text) : FlashPageController(text)
{
    private const int MostPercent = 10;
    private const int MostSats = 1000;

    /// <summary>The rules.</summary>
    [HttpGet("~/plugins/{storeId}/flash/settings/taps")]
    public async Task<IActionResult> Taps(string storeId, CancellationToken cancellationToken)
    {
        var found = await settings.Find(storeId, cancellationToken);
        if (!found.Ok)
            return RedirectToAction("Overview", "UIFlashOverview", new { area = "Flash", storeId });
        var rules = found.Value;
        return await Show(storeId, new TapSettingsPageModel
        {
            ShowBalance = rules.ShowBalance,
            FeePercent = (rules.FeeBasisPoints / 100m).ToString("0.##", CultureInfo.InvariantCulture),
            FeeMinimum = (rules.FeeMinimumMsat / 1000).ToString(CultureInfo.InvariantCulture)
        }, cancellationToken);
    }

    /// <summary>Keeps them.</summary>
    [HttpPost("~/plugins/{storeId}/flash/settings/taps")]
    public async Task<IActionResult> Taps(string storeId, TapSettingsPageModel model, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);
        var basisPoints = BasisPoints(model.FeePercent, nameof(model.FeePercent), MostPercent);
        int? minimum = null;
        if (Blank(model.FeeMinimum) is { } typed)
        {
            if (int.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out var sats) && sats is >= 1 and <= MostSats)
                minimum = sats;
            else
                ModelState.AddModelError(nameof(model.FeeMinimum), Text["Enter a whole number of satoshis from 1 to 1000."]);
        }
        return Valid
            ? await Answer(await settings.Set(storeId, model.ShowBalance, basisPoints, minimum, cancellationToken), "The rules for taps are saved.",
                RedirectToAction(nameof(Taps), new { storeId }), () => Show(storeId, model, cancellationToken))
            : await Show(storeId, model, cancellationToken);
    }

    private async Task<IActionResult> Show(string storeId, TapSettingsPageModel model, CancellationToken cancellationToken)
    {
        if (await programmes.Find(storeId, cancellationToken) is not { } programme)
            return RedirectToAction("Overview", "UIFlashOverview", new { area = "Flash", storeId });
        model.Asset = programme.Asset;
        model.Obstacle = await lightning.Obstacle(storeId, cancellationToken);
        if (programme.Asset.Code != "SATS")
            model.Rate = await rates.Quote(storeId, "BTC", programme.Asset.Code, cancellationToken);
        if (await payments.List(storeId, null, PaymentStatus.Open, null, 100, cancellationToken) is { Ok: true, Value: { } open })
            model.Open = open.Items;
        model.TapUrl = await TapUrl(storeId, cancellationToken);
        return View("Taps", model);
    }

    /// <summary>Null where the data protection keys are not those that the store's key was written with: the page says so.</summary>
    private async Task<string?> TapUrl(string storeId, CancellationToken cancellationToken)
    {
        try
        {
            return await credentials.TapUrl(storeId, ServerAddress.Of(Request), cancellationToken);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
