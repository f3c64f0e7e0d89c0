using Newtonsoft.Json.Linq;

namespace BTCPayServer;

public interface IHasAdditionalData
{
    IDictionary<string, JToken>? AdditionalData { get; set; }
}
