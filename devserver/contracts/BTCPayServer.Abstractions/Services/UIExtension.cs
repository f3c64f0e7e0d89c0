using BTCPayServer.Abstractions.Contracts;

namespace BTCPayServer.Abstractions.Services;

public class UIExtension(string partial, string location) : IUIExtension
{
    public string Partial { get; } = partial;

    public string Location { get; } = location;
}
