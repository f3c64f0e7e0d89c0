using System.Globalization;
using BTCPayServer.Plugins.Flash.Pages;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace BTCPayServer.Plugins.Flash.Programmes;

/// <summary>The settings page. Amounts as they were typed.</summary>
public sealed class SettingsModel
{
    /// <summary>Currency code.</summary>
    public string? Asset { get; set; }
    /// <inheritdoc cref="Programme.MinLoad"/>
    public string? MinLoad { get; set; }
    /// <inheritdoc cref="Programme.MaxLoad"/>
    public string? MaxLoad { get; set; }
    /// <inheritdoc cref="Programme.MaxBalance"/>
    public string? MaxBalance { get; set; }
    /// <inheritdoc cref="Programme.ChargeLimit"/>
    public string? ChargeLimit { get; set; }
    /// <inheritdoc cref="Programme.DayLimit"/>
    public string? DayLimit { get; set; }
    /// <inheritdoc cref="Programme.ValidityMonths"/>
    public string? ValidityMonths { get; set; }
    /// <inheritdoc cref="Programme.IssueFee"/>
    public string? IssueFee { get; set; }
    /// <inheritdoc cref="Programme.LoadFee"/>
    public string? LoadFee { get; set; }
    /// <summary>Percent, with at most two decimals.</summary>
    public string? LoadFeePercent { get; set; }
    /// <inheritdoc cref="Programme.HoldMinutes"/>
    public int HoldMinutes { get; set; } = 60 * 24 * 7;
    /// <inheritdoc cref="Programme.TimeZone"/>
    public string? TimeZone { get; set; } = "UTC";
    /// <inheritdoc cref="Programme.CreditMarkedInvoices"/>
    public bool CreditMarkedInvoices { get; set; } = true;
    /// <summary>True while the store has no programme.</summary>
    [BindNever]
    public bool First { get; set; }

    /// <summary>Holds to choose from, in minutes.</summary>
    public static IReadOnlyList<int> Holds { get; } = [15, 60, 60 * 24, 60 * 24 * 7, 60 * 24 * 30];

    /// <summary>Time zones to choose from.</summary>
    public static IReadOnlyList<string> Zones { get; } =
        ["UTC", .. TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id).Where(id => id.Contains('/', StringComparison.Ordinal) && !id.StartsWith("Etc/", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    /// <summary>The store's programme in a form.</summary>
    public static SettingsModel From(Programme programme)
    {
        ArgumentNullException.ThrowIfNull(programme);
        var asset = programme.Asset;
        return new SettingsModel
        {
            Asset = asset.Code,
            MinLoad = PageText.Input(asset, programme.MinLoad),
            MaxLoad = PageText.Input(asset, programme.MaxLoad),
            MaxBalance = PageText.Input(asset, programme.MaxBalance),
            ChargeLimit = PageText.Input(asset, programme.ChargeLimit),
            DayLimit = PageText.Input(asset, programme.DayLimit),
            ValidityMonths = programme.ValidityMonths?.ToString(CultureInfo.InvariantCulture),
            IssueFee = programme.IssueFee > 0 ? PageText.Input(asset, programme.IssueFee) : null,
            LoadFee = programme.LoadFee > 0 ? PageText.Input(asset, programme.LoadFee) : null,
            LoadFeePercent = programme.LoadFeeBasisPoints > 0 ? (programme.LoadFeeBasisPoints / 100m).ToString("0.##", CultureInfo.InvariantCulture) : null,
            HoldMinutes = programme.HoldMinutes,
            TimeZone = programme.TimeZone,
            CreditMarkedInvoices = programme.CreditMarkedInvoices
        };
    }
}
