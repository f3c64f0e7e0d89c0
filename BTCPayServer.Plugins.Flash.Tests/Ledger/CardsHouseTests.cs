using BTCPayServer.Plugins.Flash.Tests.Support;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>Tests of which each has a house of its own with cards, whose store has a programme in US dollars.</summary>
public abstract class CardsHouseTests(PostgresFixture postgres) : IAsyncLifetime
{
    protected CardsHouse House { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        House = await CardsHouse.Open(postgres);
        await House.Programme();
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return House.DisposeAsync();
    }
}
