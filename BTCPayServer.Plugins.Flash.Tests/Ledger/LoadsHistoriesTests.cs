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
    private static readonly Gen<(int Op, int Load, int Amount)> Step = Gen.Select(Gen.Int[0, 17], Gen.Int[0, 2], Gen.Int[0, 1500]);

    [Fact]
    public async Task Credits_follow_the_invoices_through_any_history()
    {
        await using var house = await CardsHouse.Open(postgres);
        await house.Programme(new ProgrammeSettings { Asset = "USD", IssueFee = "1.50", LoadFee = "0.25", LoadFeeBasisPoints = 300 });
        var second = house.NewProcess();
        // One after the other: all histories share the store, as they do in life.
        await Step.Array[5, 30].SampleAsync(steps => Play(house, second, steps), iter: 40, threads: 1);
    }

    private static async Task Play(CardsHouse house, ServiceProvider process, (int Op, int Load, int Amount)[] steps)
    {
        var (card, other) = (await house.Card(), await house.Card());
        var (closed, keys) = (false, new List<(Guid Load, string Key)>());
        var second = process.GetRequiredService<ILoadService>();
        IUnclaimedMoney[] staff = [house.Get<IUnclaimedMoney>(), process.GetRequiredService<IUnclaimedMoney>()];
        var loads = new List<Load>();
        for (var i = 0; i < 3; i++)
            loads.Add(await house.Load(card, "10"));
        var feesBefore = await house.Account(AccountCodes.Fees);
        var (unclaimedBefore, paidOutBefore) = (await house.Account(AccountCodes.Unclaimed), await house.Account(AccountCodes.PaidOut));
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
                case 11: await house.Get<ICardFates>().Found(house.Store, card, default); break;
                case 12:
                    paidOutBefore += closed ? 0 : await house.Balance(card);
                    closed = (await house.Cards.Close(house.Store, card, CardPayout.PaidOut, null, default)).Ok;
                    break;
                case 13: if (amount > 0) await house.Spend(other, amount); break;
                default: await Settle(house, staff, loads[which], op % 2 == 0 ? other : null, amount % 2 == 0, keys); break;
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
            var credited = load.Credited + load.Unclaimed + load.PaidOut + load.Moved;
            Assert.Equal(worth, credited - load.Uncollected);
            Assert.All([load.Credited, load.Unclaimed, load.PaidOut, load.Moved], part => Assert.InRange(part, 0, credited));
            Assert.InRange(load.Fees, 0, load.Credited);
            Assert.InRange(load.Uncollected, 0, credited);
            // Each decision of staff is there once.
            Assert.Equal(keys.Count(key => key.Load == load.Id), load.Settlements.Count);
            fees += load.Fees;
            unclaimedBefore += load.Unclaimed;
            paidOutBefore += load.PaidOut;
        }
        Assert.Equal((unclaimedBefore, paidOutBefore), (await house.Account(AccountCodes.Unclaimed), await house.Account(AccountCodes.PaidOut)));
        Assert.Equal(fees, await house.Account(AccountCodes.Fees) - feesBefore);
        Assert.True((await house.Find(card)).Account.Available >= 0);
        Assert.True((await house.Find(other)).Account.Available >= 0);
        await house.Prove();
    }

    /// <summary>Two of the staff at once, with one key or two, while the load is looked at.</summary>
    private static async Task Settle(CardsHouse house, IUnclaimedMoney[] staff, Load asked, Guid? other, bool oneKey, List<(Guid, string)> keys)
    {
        var unclaimed = (await house.Reconcile(asked)).Unclaimed;
        var command = new SettleUnclaimed(other is null ? UnclaimedTo.PaidOut : UnclaimedTo.Card, other, asked.Asset.Format(Math.Max(unclaimed, 1)), "test");
        string[] tried = oneKey ? ["k" + TestHouse.Key()] : ["k" + TestHouse.Key(), "k" + TestHouse.Key()];
        var looking = house.Reconcile(asked);
        var done = await Task.WhenAll(staff.Select((one, i) => one.Settle(house.Store, asked.Id, command, null, tried[i % tried.Length], default)));
        await looking;
        Assert.Equal(unclaimed == 0 ? 0 : oneKey ? 2 : 1, done.Count(result => result.Ok));
        if (unclaimed > 0)
            keys.Add((asked.Id, tried[0]));
    }
}
