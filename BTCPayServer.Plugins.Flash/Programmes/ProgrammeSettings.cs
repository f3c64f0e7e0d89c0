namespace BTCPayServer.Plugins.Flash.Programmes;

/// <summary>A programme as it is asked for. Amounts are decimal strings in the asset's unit; absent or empty means none.</summary>
public sealed record ProgrammeSettings
{
    /// <summary>A currency code that the server knows; SATS for satoshis.</summary>
    public string? Asset { get; init; }
    /// <summary>The smallest load.</summary>
    public string? MinLoad { get; init; }
    /// <summary>The largest load.</summary>
    public string? MaxLoad { get; init; }
    /// <summary>No load is offered that would bring a card above this.</summary>
    public string? MaxBalance { get; init; }
    /// <summary>The most that one charge may take.</summary>
    public string? ChargeLimit { get; init; }
    /// <summary>The most that one day's charges may take.</summary>
    public string? DayLimit { get; init; }
    /// <summary>Months from activation until a card expires, 1 to 600; null for never.</summary>
    public int? ValidityMonths { get; init; }
    /// <summary>Taken once, from a card's first load.</summary>
    public string? IssueFee { get; init; }
    /// <summary>Taken from every load.</summary>
    public string? LoadFee { get; init; }
    /// <summary>Taken from every load, in hundredths of a percent, 0 to 10000.</summary>
    public int? LoadFeeBasisPoints { get; init; }
    /// <summary>How long a charge is held when the caller does not say: 1 to 525600 minutes; 7 days when absent.</summary>
    public int? HoldMinutes { get; init; }
    /// <summary>IANA time zone in which the store's days begin; UTC when absent.</summary>
    public string? TimeZone { get; init; }
    /// <summary>Whether an invoice that staff mark settled credits its price; true when absent.</summary>
    public bool? CreditMarkedInvoices { get; init; }
}
