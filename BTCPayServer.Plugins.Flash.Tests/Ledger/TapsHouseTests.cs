using BTCPayServer.Plugins.Flash.Taps;
using BTCPayServer.Plugins.Flash.Tests.Support;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>Tests of which each has a house of its own where cards pay over Lightning.</summary>
public abstract class TapsHouseTests(PostgresFixture postgres) : IAsyncLifetime
{
    protected TapsHouse House { get; private set; } = null!;

    private protected ICardPin Pins => House.Get<ICardPin>();
    private protected ICardSleep Sleep => House.Get<ICardSleep>();

    public async ValueTask InitializeAsync() => House = await TapsHouse.Open(postgres);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return House.DisposeAsync();
    }
}
