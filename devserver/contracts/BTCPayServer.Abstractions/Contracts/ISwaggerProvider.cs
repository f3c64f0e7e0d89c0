using Newtonsoft.Json.Linq;

namespace BTCPayServer.Abstractions.Contracts;

/// <summary>A part of the OpenAPI document that the server merges into its own.</summary>
public interface ISwaggerProvider
{
    Task<JObject> Fetch();
}
