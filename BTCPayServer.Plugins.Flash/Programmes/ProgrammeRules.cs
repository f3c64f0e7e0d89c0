using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Server;

namespace BTCPayServer.Plugins.Flash.Programmes;

/// <summary>Turns settings as they are asked for into a programme, or names the first field that cannot be.</summary>
internal static class ProgrammeRules
{
    private const int MaxMinutes = 525_600;

    public static Result<Programme> Check(string storeId, ProgrammeSettings settings, ICurrencies currencies, string serverUrl)
    {
        if (currencies.Find(settings.Asset) is not { Scale: <= 18 } currency)
            return Refusal.Invalid("asset", string.IsNullOrWhiteSpace(settings.Asset) ? "An asset is needed: a currency code, or SATS." : "The server does not know this currency.");
        var asset = new Asset(currency.Code, currency.Scale);
        Refusal? wrong = null;

        long? Amount(string path, string? text, bool zero = false)
        {
            if (string.IsNullOrWhiteSpace(text))
                return null;
            if (asset.TryParse(text.Trim(), out var minor) && (minor > 0 || (zero && minor == 0)))
                return minor;
            wrong ??= Refusal.Invalid(path, $"{(zero ? "Zero or more" : "More than zero")}, as a decimal in {asset.Code} with at most {asset.Scale} decimals.");
            return null;
        }

        int? Number(string path, int? value, int least, int most)
        {
            if (value is { } given && (given < least || given > most))
                wrong ??= Refusal.Invalid(path, $"A whole number from {least} to {most}.");
            return value;
        }

        var zone = string.IsNullOrWhiteSpace(settings.TimeZone) ? "UTC" : settings.TimeZone.Trim();
        var programme = new Programme
        {
            StoreId = storeId,
            Asset = asset,
            MinLoad = Amount("minLoad", settings.MinLoad),
            MaxLoad = Amount("maxLoad", settings.MaxLoad),
            MaxBalance = Amount("maxBalance", settings.MaxBalance),
            ChargeLimit = Amount("chargeLimit", settings.ChargeLimit),
            DayLimit = Amount("dayLimit", settings.DayLimit),
            ValidityMonths = Number("validityMonths", settings.ValidityMonths, 1, 600),
            IssueFee = Amount("issueFee", settings.IssueFee, zero: true) ?? 0,
            LoadFee = Amount("loadFee", settings.LoadFee, zero: true) ?? 0,
            LoadFeeBasisPoints = Number("loadFeeBasisPoints", settings.LoadFeeBasisPoints, 0, 10_000) ?? 0,
            HoldMinutes = Number("holdMinutes", settings.HoldMinutes, 1, MaxMinutes) ?? 60 * 24 * 7,
            TimeZone = zone,
            CreditMarkedInvoices = settings.CreditMarkedInvoices ?? true,
            ServerUrl = serverUrl
        };
        if (wrong is not null)
            return wrong;
        if (programme.MinLoad > programme.MaxLoad)
            return Refusal.Invalid("maxLoad", "The largest load is not below the smallest.");
        if (programme.MinLoad > programme.MaxBalance)
            return Refusal.Invalid("maxBalance", "The largest balance is not below the smallest load.");
        if (programme.ChargeLimit > programme.DayLimit)
            return Refusal.Invalid("dayLimit", "The limit of a day is not below that of one charge.");
        if (zone.Length > 64 || !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            return Refusal.Invalid("timeZone", "The name of an IANA time zone, such as America/Jamaica.");
        return programme;
    }
}
