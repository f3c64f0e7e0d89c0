using System.Globalization;
using BTCPayServer;
using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Abstractions.Extensions;
using BTCPayServer.Client;
using BTCPayServer.Data;
using BTCPayServer.Rating;
using BTCPayServer.Services.Rates;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors;
using Microsoft.AspNetCore.Mvc;

namespace DevServer.Invoices;

/// <summary>The rates route of the Greenfield API.</summary>
[ApiController]
[EnableCors(CorsPolicies.All)]
[Authorize(AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
public sealed class GreenfieldRatesController(RateFetcher rates, DefaultRulesCollection rules) : ControllerBase
{
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
