using BTCPayServer.Client.JsonConverters;
using BTCPayServer.Rating;
using Newtonsoft.Json;

namespace BTCPayServer.Data;

/// <summary>A store's settings. The development server keeps them as the Greenfield API shows them: times in seconds.</summary>
public class StoreBlob
{
    public const string StandardDefaultCurrency = "USD";

    private string? defaultCurrency;

    public string DefaultCurrency
    {
        get => string.IsNullOrEmpty(defaultCurrency) ? StandardDefaultCurrency : defaultCurrency;
        set => defaultCurrency = value?.Trim().ToUpperInvariant();
    }

    [JsonConverter(typeof(TimeSpanJsonConverter.Seconds))]
    public TimeSpan InvoiceExpiration { get; set; } = TimeSpan.FromMinutes(15);

    [JsonConverter(typeof(TimeSpanJsonConverter.Seconds))]
    public TimeSpan MonitoringExpiration { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Per cent of the price that may be missing.</summary>
    public double PaymentTolerance { get; set; }

    /// <summary>Whether payment requests tell the way through private channels.</summary>
    public bool LightningPrivateRouteHints { get; set; }

    public bool RedirectAutomatically { get; set; }

    /// <summary>True when the store has no active user; then it makes no invoices.</summary>
    public bool NoActiveUser { get; set; }

    /// <summary>What the store adds to asks and takes from bids: 0.05 is five per cent.</summary>
    public decimal Spread { get; set; }

    public RateRulesCollection GetRateRules(DefaultRulesCollection defaultRules)
    {
        var rules = RateRules.Parse(defaultRules.Consolidated.ToString());
        rules.Spread = Spread;
        return new RateRulesCollection(rules, null);
    }
}
