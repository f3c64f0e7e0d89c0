using BTCPayServer.Plugins.Flash.Loads;
using BTCPayServer.Plugins.Flash.Tests.Support;
using E = BTCPayServer.Plugins.Flash.Server.StoreInvoiceException;
using S = BTCPayServer.Plugins.Flash.Server.StoreInvoiceStatus;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>A load is told as it was at one moment, also while it changes.</summary>
public sealed class LoadsReadingTests(PostgresFixture postgres) : CardsHouseTests(postgres)
{
    [Fact]
    public async Task What_was_written_after_its_row_was_read_is_not_told_in_part()
    {
        var card = await House.Card();
        var load = await House.Load(card, "10");
        var rows = House.Get<LoadRepository>();
        var reconciler = House.Get<LoadReconciler>();
        Assert.Equal(LoadStatus.Credited, (await House.Play(load, S.Settled, 0, E.Marked)).Status);
        var credited = (await rows.Find(House.Store, load.Id, default))!;
        Assert.Equal(LoadStatus.Reversed, (await House.Play(load, S.Invalid, 0, E.Marked)).Status);
        var reversed = (await rows.Find(House.Store, load.Id, default))!;
        Assert.Equal(LoadStatus.Credited, (await House.Play(load, S.Settled, 0, E.Marked)).Status);
        var told = await reconciler.Sum(House.Store, [credited, reversed], default);
        Assert.Equal([(LoadStatus.Credited, 1000L), (LoadStatus.Reversed, 0L)], told.Select(l => (l.Status, l.Credited)));
    }
}
