using Newtonsoft.Json;
using Newtonsoft.Json.Serialization;

namespace BTCPayServer.Data;

public static class StoreDataExtensions
{
    private static readonly JsonSerializerSettings Settings = new() { ContractResolver = new CamelCasePropertyNamesContractResolver() };

    public static StoreBlob GetStoreBlob(this StoreData storeData) =>
        string.IsNullOrEmpty(storeData.StoreBlob) ? new StoreBlob() : JsonConvert.DeserializeObject<StoreBlob>(storeData.StoreBlob, Settings)!;

    /// <returns>True when that changed anything.</returns>
    public static bool SetStoreBlob(this StoreData storeData, StoreBlob storeBlob)
    {
        var (before, after) = (storeData.StoreBlob, JsonConvert.SerializeObject(storeBlob, Settings));
        storeData.StoreBlob = after;
        return before != after;
    }
}
