using Newtonsoft.Json.Linq;

namespace BTCPayServer.Services.Invoices;

public class PaymentBlob
{
    public decimal PaymentMethodFee { get; set; }

    public string? Destination { get; set; }

    public JToken? Details { get; set; }

    public int Divisibility { get; set; }
}
