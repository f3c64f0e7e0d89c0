namespace BTCPayServer.Services.Invoices;

/// <summary>An amount with (gross) and without (net) the fee of the payment method.</summary>
public class Amounts
{
    public string Currency { get; set; }

    public decimal Gross { get; set; }

    public decimal Net { get; set; }

    public override string ToString() => $"{Currency}: Net={Net}, Gross={Gross}";
}
