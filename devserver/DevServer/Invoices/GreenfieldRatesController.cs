using System.Globalization;
using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Abstractions.Extensions;
using BTCPayServer.Client;
using BTCPayServer.Data;
using BTCPayServer.Rating;
using BTCPayServer.Services.Rates;
using BTCPayServer;
using DevServer.Stores;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors;
using Microsoft.AspNetCore.Mvc;
using Newtonsoft.Json.Linq;
using Newtonsoft.Json;

namespace DevServer.Invoices;

/// <summary>The rates route of the Greenfield API.</summary>
[ApiController]
[EnableCors(CorsPolicies.All)]
[Authorize(AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
public sealed class GreenfieldRatesController(RateFetcher rates, DefaultRulesCollection rules, DevStoreRepository stores) : ControllerBase
{
    /// <param name="Spread">Per cent. The script is not looked at.</param>
    public sealed record Configuration(decimal Spread = 0m, bool IsCustomScript = false, string? EffectiveScript = null);

    [HttpGet("~/api/v1/stores/{storeId}/rates/configuration")]
    [Authorize(Policy = Policies.CanViewStoreSettings, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public IActionResult Configured(string storeId) =>
        Ok(new { spread = HttpContext.GetStoreData().GetStoreBlob().Spread * 100m, isCustomScript = false, effectiveScript = rules.Consolidated.ToString(), preferredSource = "devserver" });

    [HttpPut("~/api/v1/stores/{storeId}/rates/configuration")]
    [Authorize(Policy = Policies.CanModifyStoreSettings, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public async Task<IActionResult> Configure(string storeId, Configuration request, CancellationToken ct)
    {
        if (request.Spread is < 0m or > 100m)
        {
            ModelState.AddModelError("Spread", "Spread value must be between 0 and 100");
            return this.CreateValidationError(ModelState);
        }
        var store = HttpContext.GetStoreData();
        var blob = JObject.Parse(store.StoreBlob ?? "{}");
        blob["spread"] = request.Spread / 100m;
        store.StoreBlob = blob.ToString(Formatting.None);
        await stores.Update(store, ct);
        return Configured(storeId);
    }

    [HttpGet("~/api/v1/stores/{storeId}/rates")]
    [Authorize(Policy = Policies.CanViewStoreSettings, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public async Task<IActionResult> Rates(string storeId, [FromQuery] string[]? currencyPair, CancellationToken ct)
    {
        var blob = HttpContext.GetStoreData().GetStoreBlob();
        var answers = new List<object>();
        foreach (var asked in currencyPair is { Length: > 0 } ? currencyPair : [$"BTC_{blob.DefaultCurrency}"])
        {
            if (!CurrencyPair.TryParse(asked, out var pair))
            {
                ModelState.AddModelError("currencyPair", $"Invalid currency pair '{asked}'");
                return this.CreateValidationError(ModelState);
            }
            var result = await rates.FetchRate(pair, blob.GetRateRules(rules), new StoreIdRateContext(storeId), ct);
            answers.Add(new
            {
                currencyPair = pair.ToString(),
                rate = result.BidAsk?.Bid.ToString(CultureInfo.InvariantCulture),
                errors = result.Errors.Select(e => e.ToString()),
            });
        }
        return Ok(answers);
    }
}
