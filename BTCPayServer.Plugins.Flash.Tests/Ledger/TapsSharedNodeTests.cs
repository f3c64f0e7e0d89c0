using BTCPayServer.Plugins.Flash.Server;
using BTCPayServer.Plugins.Flash.Taps;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using static BTCPayServer.Plugins.Flash.Tests.Support.TapsHouse;
using static BTCPayServer.Plugins.Flash.Tests.Support.TestHouse;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>
/// Stores that share a node, as those on the server's internal one do. It pays a hash once and says "paid" to whoever asks: only one card may pay for that.
/// The house fails at its end when a hash was asked for twice.
/// </summary>
public sealed class TapsSharedNodeTests(PostgresFixture postgres) : TapsHouseTests(postgres)
{
    private const string Other = "store2";

    [Fact]
    public async Task Of_two_stores_that_hold_for_one_invoice_one_pays()
    {
        await House.SetProgramme(store: Other);
        var (ours, theirs, invoice) = (await House.Card("10.00"), await House.Card("10.00", store: Other), House.Invoice(2_000_000));
        var first = Value(await House.Payments.Hold(House.Store, new PayInvoice(ours, invoice.Bolt11), default));
        var second = Value(await House.Payments.Hold(Other, new PayInvoice(theirs, invoice.Bolt11), default));
        Assert.Equal(PaymentStatus.Paid, Value(await House.Payments.Send(first.Payment, first.Terms)).Status);
        var refused = Value(await House.Payments.Send(second.Payment, second.Terms));
        Assert.Equal((PaymentStatus.Failed, "invoice-already-used", null), (refused.Status, refused.Failure, refused.AttemptedAt));
        Assert.Equal(((899L, 0L), (1000L, 0L)), (await House.Balance(ours), await House.Balance(theirs, Other)));
        // The same answer to whoever asks again.
        Assert.Equal("invoice-already-used", Value(await House.Payments.Send(second.Payment, second.Terms)).Failure);
    }

    [Fact]
    public async Task Another_stores_doubtful_attempt_is_no_right_to_a_second_one()
    {
        await House.SetProgramme(store: Other);
        var (ours, theirs, invoice) = (await House.Card("10.00"), await House.Card("10.00", store: Other), House.Invoice(2_000_000));
        House.OnPay = (_, _) => Task.FromResult<LightningOutcome>(new LightningOutcome.Unknown("silent"));
        Assert.Equal(PaymentStatus.Open, Value(await House.Pay(ours, invoice)).Status);
        var second = Value(await House.Payments.Pay(Other, new PayInvoice(theirs, invoice.Bolt11), default));
        Assert.Equal((PaymentStatus.Failed, "invoice-already-used"), (second.Status, second.Failure));
        House.OnLook = _ => new LightningOutcome.Paid(2_000_000, 1000, null);
        await House.Resolver.All(default);
        Assert.Equal(((899L, 0L), (1000L, 0L)), (await House.Balance(ours), await House.Balance(theirs, Other)));
    }

    [Fact]
    public async Task Stores_with_nodes_of_their_own_do_not_stand_in_each_others_way()
    {
        await House.SetProgramme(store: Other);
        var (ours, theirs, invoice) = (await House.Card("10.00"), await House.Card("10.00", store: Other), House.Invoice(2_000_000));
        House.OnPay = (_, _) => Task.FromResult<LightningOutcome>(new LightningOutcome.Failed("no-route", "No route"));
        Assert.Equal("no-route", Value(await House.Pay(ours, invoice)).Failure);
        House.Node = "second";
        House.Attempts.Clear();
        House.OnPay = (terms, _) => Paid(terms, 1000);
        Assert.Equal(PaymentStatus.Paid, Value(await House.Payments.Pay(Other, new PayInvoice(theirs, invoice.Bolt11), default)).Status);
    }

    // Both stores pay all invoices at once, from two processes: each is paid by one card of one store.
    [Fact]
    public async Task In_a_crowd_each_invoice_is_paid_by_one_card()
    {
        await House.SetProgramme(store: Other);
        var (ours, theirs) = (await House.Card("100.00"), await House.Card("100.00", store: Other));
        var other = House.NewProcess().GetRequiredService<OutgoingPayments>();
        var invoices = Enumerable.Range(0, 40).Select(_ => House.Invoice(2_000_000)).ToArray();
        var all = await Task.WhenAll(invoices.Concat(invoices.Reverse()).Select((invoice, i) => Task.Run(() => i < invoices.Length
            ? House.Pay(ours, invoice)
            : other.Pay(Other, new PayInvoice(theirs, invoice.Bolt11), default))));
        Assert.All(all, r => Assert.True(r.Ok && r.Value.Status != PaymentStatus.Open, $"{r.Refusal}"));
        Assert.All(all.Select(Value).GroupBy(p => p.PaymentHash), p => Assert.Equal([(PaymentStatus.Paid, null), (PaymentStatus.Failed, "invoice-already-used")], p.Select(x => (x.Status, x.Failure)).OrderBy(x => x.Status)));
        Assert.Equal(20_000 - 40 * 101, (await House.Balance(ours)).Posted + (await House.Balance(theirs, Other)).Posted);
    }
}
