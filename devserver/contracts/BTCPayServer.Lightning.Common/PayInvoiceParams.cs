using NBitcoin;

namespace BTCPayServer.Lightning;

public class PayInvoiceParams
{
    public static readonly TimeSpan DefaultSendTimeout = TimeSpan.FromSeconds(30);

    public double? MaxFeePercent { get; set; }

    public Money? MaxFeeFlat { get; set; }

    public LightMoney? Amount { get; set; }

    public TimeSpan? SendTimeout { get; set; }
}
