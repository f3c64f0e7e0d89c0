namespace BTCPayServer.Lightning;

/// <summary>What a payment request is to say.</summary>
public class CreateInvoiceParams(LightMoney amount, string description, TimeSpan expiry)
{
    public LightMoney Amount { get; set; } = amount;

    public string? Description { get; set; } = description;

    /// <summary>True: the request carries only the description's SHA-256.</summary>
    public bool DescriptionHashOnly { get; set; }

    public TimeSpan Expiry { get; set; } = expiry;

    public bool PrivateRouteHints { get; set; }
}
