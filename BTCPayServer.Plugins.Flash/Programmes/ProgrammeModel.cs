namespace BTCPayServer.Plugins.Flash.Programmes;

/// <summary>A programme as the API writes it. Amounts are decimal strings in the asset's unit; null means no limit.</summary>
public sealed record ProgrammeModel
{
    /// <summary>The asset's code.</summary>
    public required string Asset { get; init; }
    /// <summary>Decimals that are kept: 3 for SATS, which are kept in millisatoshi.</summary>
    public required int Scale { get; init; }
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
    /// <summary>Months from activation until a card expires.</summary>
    public int? ValidityMonths { get; init; }
    /// <summary>Taken once, from a card's first load.</summary>
    public required string IssueFee { get; init; }
    /// <summary>Taken from every load.</summary>
    public required string LoadFee { get; init; }
    /// <summary>Taken from every load, in hundredths of a percent.</summary>
    public required int LoadFeeBasisPoints { get; init; }
    /// <summary>How long a charge is held by default; minutes.</summary>
    public required int HoldMinutes { get; init; }
    /// <summary>IANA time zone in which the store's days begin.</summary>
    public required string TimeZone { get; init; }
    /// <summary>Whether an invoice that staff mark settled credits its price.</summary>
    public required bool CreditMarkedInvoices { get; init; }

    /// <summary>Writes a programme.</summary>
    public static ProgrammeModel From(Programme programme)
    {
        string? Amount(long? minor) => minor is { } value ? programme.Asset.Format(value) : null;
        return new()
        {
            Asset = programme.Asset.Code,
            Scale = programme.Asset.Scale,
            MinLoad = Amount(programme.MinLoad),
            MaxLoad = Amount(programme.MaxLoad),
            MaxBalance = Amount(programme.MaxBalance),
            ChargeLimit = Amount(programme.ChargeLimit),
            DayLimit = Amount(programme.DayLimit),
            ValidityMonths = programme.ValidityMonths,
            IssueFee = programme.Asset.Format(programme.IssueFee),
            LoadFee = programme.Asset.Format(programme.LoadFee),
            LoadFeeBasisPoints = programme.LoadFeeBasisPoints,
            HoldMinutes = programme.HoldMinutes,
            TimeZone = programme.TimeZone,
            CreditMarkedInvoices = programme.CreditMarkedInvoices
        };
    }
}
