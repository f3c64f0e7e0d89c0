using System.Collections.Concurrent;
using BTCPayServer.Plugins.Flash.Server;
using BTCPayServer.Plugins.Flash.Taps;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>Random histories of cards that pay, a node that does anything, and two processes of which one or the other dies in the middle: what is left adds up.</summary>
public sealed class TapsHistoriesTests(PostgresFixture postgres)
{
    private sealed record Fate(bool Paid, long Fee, bool Known);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Cards_pay_for_what_was_paid(int seed)
    {
        var random = new Random(seed);
        await using var house = await TapsHouse.Open(postgres, "SATS");
        var second = house.NewProcess();
        var fates = new ConcurrentDictionary<string, Fate>();
        var late = new ConcurrentDictionary<string, bool>();
        house.OnPay = async (terms, cap) =>
        {
            int what;
            lock (random)
                what = random.Next(8);
            if (what == 7)
                await Task.Delay(5);
            // Paid or not, whether the node remembers it, and what it says now.
            var fate = fates[terms.PaymentHash] = what switch
            {
                0 or 7 => new Fate(true, 2_000, true),
                1 => new Fate(true, cap + 5_000, true),
                2 or 3 => new Fate(true, 1_000, true),
                4 => new Fate(false, 0, false),
                _ => new Fate(false, 0, true),
            };
            late[terms.PaymentHash] = what is 3 or 6;
            return what switch
            {
                0 or 1 or 7 => new LightningOutcome.Paid(terms.AmountMsat!.Value, fate.Fee, null),
                5 => new LightningOutcome.Failed("no-route", ""),
                2 => throw new InvalidOperationException("the process dies of this"),
                _ => new LightningOutcome.Unknown("?"),
            };
        };
        var told = true;
        house.OnLook = hash => !fates.TryGetValue(hash, out var fate) || !fate.Known ? null
            : !told && late[hash] ? new LightningOutcome.Unknown("on its way")
            : fate.Paid ? new LightningOutcome.Paid(0, fate.Fee, null) : new LightningOutcome.Failed("payment-failed", "");
        told = false;

        List<Guid> cards = [];
        for (var i = 0; i < 3; i++)
            cards.Add(await house.Card("20000"));
        List<(Guid Card, LightningTerms Terms)> asked = [];
        for (var step = 0; step < 40; step++)
        {
            var process = random.Next(2) == 0 ? house.First : second;
            switch (random.Next(10))
            {
                case 0:
                    house.Time.Advance(TimeSpan.FromSeconds(random.Next(1, 200)));
                    break;
                case 1:
                    await process.GetRequiredService<PaymentResolver>().All(default);
                    break;
                case 2:
                    // Dies between the hold and the node.
                    await process.GetRequiredService<OutgoingPayments>().Hold(house.Store, new PayInvoice(cards[random.Next(3)], house.Invoice(random.Next(1, 3000) * 1000L).Bolt11), default);
                    break;
                case 3 when asked.Count > 0:
                    var old = asked[random.Next(asked.Count)].Terms;
                    var known = fates.ContainsKey(old.PaymentHash);
                    var again = await process.GetRequiredService<IOutgoingPayments>().Pay(house.Store, new PayInvoice(cards[random.Next(3)], old.Bolt11), default);
                    if (known && again.Ok)
                        Assert.Fail($"{old.PaymentHash} was paid with twice");
                    break;
                default:
                    var calls = Enumerable.Range(0, random.Next(1, 5)).Select(_ => (Card: cards[random.Next(3)], Terms: house.Invoice(random.Next(1, 3000) * 1000L))).ToList();
                    asked.AddRange(calls);
                    await Task.WhenAll(calls.Select(c => Task.Run(() => process.GetRequiredService<IOutgoingPayments>().Pay(house.Store, new PayInvoice(c.Card, c.Terms.Bolt11), default))));
                    break;
            }
            if (step % 10 == 0)
                await house.Prove();
        }
        told = true;
        house.Time.Advance(TimeSpan.FromHours(2));
        await Task.WhenAll(house.Resolver.All(default), second.GetRequiredService<PaymentResolver>().All(default));

        var payments = TapsHouse.Value(await house.Payments.List(house.Store, null, null, null, 500, default)).Items;
        Assert.Equal(payments.Count, payments.Select(p => p.PaymentHash).Distinct().Count());
        Assert.True(payments.Count(p => p.Status == PaymentStatus.Paid) > 10, $"{payments.Count} payments are no history");
        foreach (var payment in payments)
            Assert.Equal(fates.TryGetValue(payment.PaymentHash, out var fate) && fate.Paid ? PaymentStatus.Paid : PaymentStatus.Failed, payment.Status);
        foreach (var card in cards)
            Assert.Equal((20_000_000 - payments.Where(p => p.CardId == card && p.Status == PaymentStatus.Paid)
                .Sum(p => p.AmountMsat + Math.Min(fates[p.PaymentHash].Fee, p.FeeCapMsat)), 0), await house.Balance(card));
        Assert.Equal(payments.Where(p => p.Status == PaymentStatus.Paid).Sum(p => fates[p.PaymentHash].Fee), await house.Account(Flash.Ledger.AccountCodes.LightningFees));
    }
}
