using BTCPayServer.Plugins.Flash.Ledger;

namespace BTCPayServer.Plugins.Flash.Programmes;

/// <summary>A store's Flash settings. Amounts in minor units of <see cref="Asset"/>; null means no limit.</summary>
public sealed record Programme
{
    /// <summary>Whose it is.</summary>
    public required string StoreId { get; init; }
    /// <summary>What cards hold. Cannot change once there are cards.</summary>
    public required Asset Asset { get; init; }
    /// <summary>The smallest load.</summary>
    public long? MinLoad { get; init; }
    /// <summary>The largest load.</summary>
    public long? MaxLoad { get; init; }
    /// <summary>No load is offered that would bring a card above this. Money that really arrives is always credited.</summary>
    public long? MaxBalance { get; init; }
    /// <summary>The most that one charge may take, for cards without a limit of their own.</summary>
    public long? ChargeLimit { get; init; }
    /// <summary>The most that one day's charges may take, for cards without a limit of their own.</summary>
    public long? DayLimit { get; init; }
    /// <summary>Months from activation until a card expires; null for never.</summary>
    public int? ValidityMonths { get; init; }
    /// <summary>Taken once, from a card's first load.</summary>
    public long IssueFee { get; init; }
    /// <summary>Taken from every load.</summary>
    public long LoadFee { get; init; }
    /// <summary>Taken from every load, in hundredths of a percent, rounded down.</summary>
    public int LoadFeeBasisPoints { get; init; }
    /// <summary>How long an authorised charge is held when the caller does not say; minutes.</summary>
    public int HoldMinutes { get; init; } = 60 * 24 * 7;
    /// <summary>IANA time zone in which the store's days begin; limits a day count by it.</summary>
    public string TimeZone { get; init; } = "UTC";
    /// <summary>True when an invoice that staff mark settled credits its price.</summary>
    public bool CreditMarkedInvoices { get; init; } = true;
    /// <summary>Where this server is reached from outside: absolute URL, kept from the last settings change, for invoices made without a request.</summary>
    public string? ServerUrl { get; init; }

    /// <summary>The store's accounting day at an instant, yyyymmdd.</summary>
    public int Day(DateTimeOffset at)
    {
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out var found) ? found : TimeZoneInfo.Utc;
        var local = TimeZoneInfo.ConvertTime(at, zone);
        return local.Year * 10000 + local.Month * 100 + local.Day;
    }
}
