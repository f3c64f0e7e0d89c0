using Newtonsoft.Json;
using Newtonsoft.Json.Serialization;

namespace BTCPayServer.Abstractions;

public class CamelCaseSerializerSettings
{
    public static readonly JsonSerializerSettings Settings = new() { ContractResolver = new CamelCasePropertyNamesContractResolver() };

    public static readonly JsonSerializer Serializer = JsonSerializer.Create(Settings);
}
