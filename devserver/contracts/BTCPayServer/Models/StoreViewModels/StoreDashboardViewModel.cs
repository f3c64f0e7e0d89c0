namespace BTCPayServer.Models.StoreViewModels;

/// <summary>The model of partials on the store's dashboard.</summary>
public class StoreDashboardViewModel
{
    public string StoreId { get; set; }

    public string CryptoCode { get; set; }

    public string StoreName { get; set; }

    public bool WalletEnabled { get; set; }

    public bool LightningEnabled { get; set; }

    public bool LightningSupported { get; set; }

    public bool IsSetUp { get; set; }
}
