using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Loads;
using BTCPayServer.Plugins.Flash.Programmes;
using BTCPayServer.Plugins.Flash.Server;
using BTCPayServer.Plugins.Flash.Tests.Support;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>Whatever happens to invoices and cards in whatever order, what was credited is what the invoices say, but for what was spent before it had to go back.</summary>
public sealed class LoadsHistoriesTests(PostgresFixture postgres)
{
    private static readonly Gen<(int Op, int Load, int Amount)> Step = Gen.Select(Gen.Int[0, 11], Gen.Int[0, 2], Gen.Int[0, 1500]);

    [Fact]
    public async Task Credits_follow_the_invoices_through_any_history()
    {
        await using var house = await CardsHouse.Open(postgres);
        await house.Programme(new ProgrammeSettings { Asset = "USD", IssueFee = "1.50", LoadFee = "0.25", LoadFeeBasisPoints = 300 });
        var second = house.NewProcess().GetRequiredService<ILoadService>();
        // One after the other: all histories share the store, as they do in life.
        await Step.Array[5, 30].SampleAsync(steps => Play(house, second, steps), iter: 40, threads: 1);
    }

    private static async Task Play(CardsHouse house, ILoadService second, (int Op, int Load, int Amount)[] steps)
    {
        var card = await house.Card();
        var loads = new List<Load>();
        for (var i = 0; i < 3; i++)
            loads.Add(await house.Load(card, "10"));
        var feesBefore = await house.Account(AccountCodes.Fees);
        foreach (var (op, which, amount) in steps)
        {
            var id = loads[which].InvoiceId;
            var settled = house.Invoices.Of(loads[which].Id).NetSettled;
            switch (op)
            {
                case 0: house.Invoices.Play(id, StoreInvoiceStatus.New, settled + amount / 100m); break;
                case 1: house.Invoices.Play(id, StoreInvoiceStatus.Expired, settled + amount / 100m, StoreInvoiceException.PaidLate); break;
                case 2: house.Invoices.Play(id, StoreInvoiceStatus.Settled, Math.Max(10, settled)); break;
                case 3 or 4: house.Invoices.Play(id, StoreInvoiceStatus.Settled, settled, StoreInvoiceException.Marked); break;
                case 5 or 6: house.Invoices.Play(id, StoreInvoiceStatus.Invalid, settled, StoreInvoiceException.Marked); break;
                case 7: house.Invoices.Play(id, StoreInvoiceStatus.New, Math.Max(0, settled - amount / 100m)); break;
                case 8 or 9: if (amount > 0) await house.Spend(card, amount); break;
                case 10: await house.Cards.Freeze(house.Store, card, default); break;
                default: await house.Cards.Unfreeze(house.Store, card, default); break;
            }
            // Both processes at once, on this load and on another.
            await Task.WhenAll(house.Loads.Reconcile(house.Store, loads[which].Id, default), second.Reconcile(house.Store, loads[which].Id, default),
                second.Reconcile(house.Store, loads[(which + 1) % 3].Id, default));
        }
        long fees = 0;
        foreach (var asked in loads)
        {
            var load = await house.Reconcile(asked);
            var invoice = house.Invoices.Of(load.Id);
            var worth = (long)decimal.Floor(invoice.NetSettled * 100);
            if (invoice is { Status: StoreInvoiceStatus.Settled, MarkedByHand: true })
                worth = Math.Max(worth, 1000);
            Assert.Equal(worth, load.Credited - load.Uncollected);
            Assert.InRange(load.Fees, 0, load.Credited);
            Assert.InRange(load.Uncollected, 0, load.Credited);
            fees += load.Fees;
        }
        Assert.Equal(fees, await house.Account(AccountCodes.Fees) - feesBefore);
        Assert.True((await house.Find(card)).Account.Available >= 0);
    }
}
