using BTCPayServer.Client.Models;

namespace BTCPayServer.Data;

public class StoreData
{
    public string Id { get; set; }

    public string StoreName { get; set; }

    public string StoreWebsite { get; set; }

    /// <summary>The store's payment methods and their configuration, JSON by payment method id.</summary>
    public string DerivationStrategies { get; set; }

    public SpeedPolicy SpeedPolicy { get; set; }

    /// <summary>The store's settings, JSON; read through <c>GetStoreBlob()</c>.</summary>
    public string StoreBlob { get; set; }

    public bool Archived { get; set; }
}
