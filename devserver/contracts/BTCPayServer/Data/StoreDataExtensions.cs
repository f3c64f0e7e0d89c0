using Newtonsoft.Json;

namespace BTCPayServer.Data;

public static class StoreDataExtensions
{
    public static StoreBlob GetStoreBlob(this StoreData storeData) =>
        string.IsNullOrEmpty(storeData.StoreBlob) ? new StoreBlob() : JsonConvert.DeserializeObject<StoreBlob>(storeData.StoreBlob)!;
}
