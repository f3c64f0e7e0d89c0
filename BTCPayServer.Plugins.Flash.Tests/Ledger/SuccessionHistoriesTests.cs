using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Charges;
using BTCPayServer.Plugins.Flash.Holders;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Loads;
using BTCPayServer.Plugins.Flash.Server;
using BTCPayServer.Plugins.Flash.Tests.Support;
using CsCheck;
using Microsoft.Extensions.DependencyInjection;
using static BTCPayServer.Plugins.Flash.Tests.Support.TestHouse;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>Whatever is done to a card while it is lost and replaced, over and over: all its money is on the newest card, but for what is held.</summary>
public sealed class SuccessionHistoriesTests(PostgresFixture postgres)
{
    private static readonly Gen<(int Op, int Pick, int Amount)> Step = Gen.Select(Gen.Int[0, 13], Gen.Int[0, 1000], Gen.Int[1, 900]);

    [Fact]
    public async Task Money_is_where_it_belongs_after_any_history()
    {
        await using var house = await SuccessionHouse.Open(postgres, new() { Asset = "USD", LoadFee = "0.25", IssueFee = "1" });
        await Step.Array[8, 30].SampleAsync(steps => Play(house, steps), iter: 30, threads: 1);
        await house.Prove();
    }

    private static async Task Play(SuccessionHouse house, (int Op, int Pick, int Amount)[] steps)
    {
        List<Guid> line = [await house.Card("10", new CardLimits(null, "40"))];
        List<(Guid Id, long Amount)> charges = [];
        List<Load> loads = [];
        var before = await house.Account(AccountCodes.Fees);
        foreach (var (op, pick, amount) in steps)
        {
            var (any, newest, text) = (line[pick % line.Count], line[^1], Money(amount));
            switch (op)
            {
                case 0 or 1:
                    if (await house.Charge(any, text, pick % 2 == 0) is { Ok: true } charge)
                        charges.Add((charge.Value.Id, amount));
                    break;
                case 2 when charges.Count > 0: await house.Capture(charges[pick % charges.Count].Id, Money(1 + amount % charges[pick % charges.Count].Amount)); break;
                case 3 when charges.Count > 0: await house.Void(charges[pick % charges.Count].Id); break;
                case 4 or 5 when charges.Count > 0: await house.Refund(charges[pick % charges.Count].Id, pick % 2 == 0 ? text : null); break;
                case 6: if (await house.Loads.Request(house.Store, any, new RequestLoad("10"), Key(), null, default) is { Ok: true } load) loads.Add(load.Value); break;
                case 7 or 8 when loads.Count > 0: await house.Play(loads[pick % loads.Count], StoreInvoiceStatus.New, amount / 50m); break;
                case 9 when loads.Count > 0: await house.Play(loads[pick % loads.Count], StoreInvoiceStatus.Invalid, 0, StoreInvoiceException.Marked); break;
                case 10:
                    house.Time.Advance(TimeSpan.FromMinutes(pick));
                    await house.Get<LedgerHousekeeper>().ExpireHolds(default);
                    break;
                case 11: await (pick % 2 == 0 ? house.Cards.Freeze(house.Store, any, default) : house.Get<ICardFates>().Found(house.Store, any, default)); break;
                case 12 or 13 when line.Count < 5: line.Add(await house.Replace(newest)); break;
            }
        }
        var open = (await Task.WhenAll(charges.Select(c => house.Charges.Find(house.Store, c.Id, default)))).Select(Value).ToList();
        foreach (var id in line)
        {
            var held = open.Where(c => c.CardId == id && c.Status == ChargeStatus.Authorised).Sum(c => c.Amount);
            var account = (await house.Find(id)).Account;
            // Time that is over and not yet said so is still held.
            Assert.InRange(account.Held, held, long.MaxValue);
            if (id != line[^1])
                Assert.Equal(account.Held, account.Posted);
        }
        var sums = new List<Load>();
        foreach (var load in loads)
            sums.Add(Value(await house.Loads.Find(house.Store, load.Id, default)));
        var total = 0L;
        foreach (var id in line)
            total += (await house.Find(id)).Account.Posted;
        Assert.Equal(1000 + sums.Sum(l => l.Credited - l.Fees) - open.Sum(c => c.Captured - c.Refunded), total);
        Assert.Equal(before + sums.Sum(l => l.Fees), await house.Account(AccountCodes.Fees));
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3)]
    public async Task Everything_at_once_from_two_processes(int seed)
    {
        var random = new Random(seed);
        await using var house = await SuccessionHouse.Open(postgres);
        var second = house.NewProcess();
        var first = await house.Card("100", new CardLimits(null, "60"));
        List<Guid> line = [first];
        var sold = Value(await house.Charge(first, "5")).Id;
        List<Load> loads = [];
        for (var i = 0; i < 6; i++)
            loads.Add(await house.Load(first, "10"));
        var holds = new List<Guid>();
        for (var i = 0; i < 8; i++)
            holds.Add(await house.Held(first, "2"));
        var charged = 0;
        List<Func<Task>> doings = [];
        foreach (var load in loads)
        {
            house.Invoices.Play(load.InvoiceId, StoreInvoiceStatus.Settled, 10);
            doings.Add(() => house.Loads.Reconcile(house.Store, load.Id, default));
            doings.Add(() => second.GetRequiredService<ILoadService>().Reconcile(house.Store, load.Id, default));
        }
        foreach (var (hold, i) in holds.Select((h, i) => (h, i)))
            doings.Add(i % 2 == 0 ? async () => Value(await house.Capture(hold, "0.50")) : async () => Value(await house.Void(hold)));
        for (var i = 0; i < 5; i++)
            doings.Add(async () => Value(await house.Refund(sold, "1")));
        for (var i = 0; i < 30; i++)
            doings.Add(async () =>
            {
                if (await house.Charge(Newest(), "1") is { Ok: true })
                    Interlocked.Increment(ref charged);
            });
        for (var i = 0; i < 4; i++)
        {
            var process = i % 2 == 0 ? house.First : second;
            doings.Add(async () =>
            {
                var card = Newest();
                await house.Cards.Freeze(house.Store, card, default);
                var successor = Value(await process.GetRequiredService<ICardReplacement>().Replace(house.Store, card, CardKind.Virtual, null, null, default)).Card.Id;
                lock (line)
                    if (!line.Contains(successor))
                        line.Add(successor);
            });
        }
        var order = doings.OrderBy(_ => random.Next()).ToList();
        await Task.WhenAll(order.Select(doing => Task.Run(doing)));

        var newest = Newest();
        Assert.NotEqual(first, newest);
        Assert.Equal(line.AsEnumerable().Reverse(), await house.Fates.Line(house.Store, newest, default));
        // 100 - 5 sold + 5 refunded + 60 loaded - 4 times 0.50 captured, and what was charged meanwhile.
        Assert.Equal((10000 + 6000 - 200 - charged * 100, 0), await house.Balance(newest));
        foreach (var old in line.Where(id => id != newest))
            Assert.Equal((0, 0), await house.Balance(old));
        // The day's limit went along: 5 sold, 2 captured and what was charged count, whichever card it was.
        var account = (await house.Find(newest)).Account;
        Assert.Equal(500 + 200 + charged * 100, account.Spent);
        Value(await house.Get<ICardFates>().Found(house.Store, newest, default));
        Refused("limit-exceeded", await house.Charge(newest, Money(6000 - (int)account.Spent + 1)));
        Value(await house.Charge(newest, Money(6000 - (int)account.Spent)));

        Guid Newest()
        {
            lock (line)
                return line[^1];
        }
    }

    private static string Money(long minor) => (minor / 100m).ToString("0.00", System.Globalization.CultureInfo.InvariantCulture);
}
