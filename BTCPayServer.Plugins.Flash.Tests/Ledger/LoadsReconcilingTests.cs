using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Loads;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using static BTCPayServer.Plugins.Flash.Tests.Support.TestHouse;
using E = BTCPayServer.Plugins.Flash.Server.StoreInvoiceException;
using S = BTCPayServer.Plugins.Flash.Server.StoreInvoiceStatus;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>Who looks at invoices and when, and that many who look at once credit once.</summary>
public sealed class LoadsReconcilingTests(PostgresFixture postgres) : CardsHouseTests(postgres)
{
    [Fact]
    public async Task Whoever_reconciles_at_the_same_time_credits_once()
    {
        var card = await House.Card();
        var load = await House.Load(card, "1000");
        var services = new[] { House.Loads, House.NewProcess().GetRequiredService<ILoadService>(), House.NewProcess().GetRequiredService<ILoadService>() };
        // The money comes in while thirty look at it, of whom some see less than others.
        var pay = Task.Run(async () =>
        {
            for (var settled = 1; settled <= 100; settled++)
            {
                House.Invoices.Play(load.InvoiceId, S.New, settled * 10);
                await Task.Delay(5);
            }
        });
        var looks = Enumerable.Range(0, 30).Select(i => Task.Run(async () =>
        {
            while (!pay.IsCompleted)
                Value(await services[i % 3].Reconcile(House.Store, load.Id, default));
        }));
        await Task.WhenAll([pay, .. looks]);
        load = await House.Reconcile(load);
        Assert.Equal((100_000L, 100_000L), (load.Credited, await House.Balance(card)));
    }

    [Fact]
    public async Task Taking_back_from_a_card_that_is_being_spent_never_overdraws_it()
    {
        var card = await House.Card();
        var load = await House.Load(card, "1.00");
        await House.Play(load, S.Settled, 0, E.Marked);
        House.Invoices.Play(load.InvoiceId, S.Invalid, 0, E.Marked);
        var spends = Enumerable.Range(0, 100).Select(_ => House.Spend(card, 1)).ToList();
        var back = House.Reconcile(load);
        var spent = (await Task.WhenAll(spends)).Count(result => result is Written);
        await back;
        load = await House.Reconcile(load);
        Assert.Equal((0L, spent), (await House.Balance(card), (int)load.Uncollected));
    }

    [Fact]
    public async Task An_invoice_that_cannot_be_found_takes_nothing_back()
    {
        var card = await House.Card();
        var load = await House.Load(card, "10");
        await House.Play(load, S.Settled, 10);
        House.Invoices.Forget(load.InvoiceId!);
        Assert.Equal((LoadStatus.Credited, 1000L), ((await House.Reconcile(load)).Status, await House.Balance(card)));
    }

    [Fact]
    public async Task Loads_are_checked_when_due_until_thirty_days_after_expiry_and_by_events_for_ever()
    {
        var card = await House.Card();
        var (late, later, latest) = (await House.Load(card, "10"), await House.Load(card, "20"), await House.Load(card, "40"));
        foreach (var load in new[] { late, later, latest })
            House.Invoices.Play(load.InvoiceId, S.Expired, 0);
        await Days(2);
        House.Invoices.Play(late.InvoiceId, S.Expired, 10, E.PaidLate);
        await Days(2);
        Assert.Equal(1000, await House.Balance(card));
        await Days(24);
        House.Invoices.Play(later.InvoiceId, S.Expired, 20, E.PaidLate);
        await Days(2);
        Assert.Equal(3000, await House.Balance(card));
        await Days(4);
        Assert.Empty(await House.Get<LoadRepository>().Unfinished(("", Guid.Empty), 10, default));
        House.Invoices.Play(latest.InvoiceId, S.Expired, 40, E.PaidLate);
        await Days(2);
        Assert.Equal(3000, await House.Balance(card));
        await House.Worker.Invoice(House.Store, latest.InvoiceId!, default);
        Assert.Equal(7000, await House.Balance(card));

        async Task Days(int days)
        {
            for (var i = 0; i < days * 2; i++)
            {
                House.Time.Advance(TimeSpan.FromHours(12));
                await House.Worker.Due(default);
            }
        }
    }

    [Fact]
    public async Task A_start_finds_what_happened_while_nobody_listened()
    {
        var card = await House.Card();
        var loads = new List<Load>();
        for (var i = 0; i < 5; i++)
            loads.Add(await House.Load(card, "10"));
        foreach (var load in loads)
            House.Invoices.Play(load.InvoiceId, S.Settled, 10);
        await House.NewProcess().GetRequiredService<LoadWorker>().All(default);
        Assert.Equal(5000, await House.Balance(card));
    }

    [Fact]
    public async Task The_worker_credits_by_a_hint_and_shrugs_at_invoices_of_others()
    {
        var card = await House.Card();
        var load = await House.Load(card, "10");
        await House.Worker.StartAsync(default);
        await House.Worker.InvoiceTouched(House.Store, "somebody-else's", default);
        await House.Worker.InvoiceTouched("no-such-store", "nobody's", default);
        House.Invoices.Play(load.InvoiceId, S.Settled, 10);
        await House.Worker.InvoiceTouched(House.Store, load.InvoiceId!, default);
        await Waiting.Eventually(async () => await House.Balance(card) == 1000, async () => $"there are {await House.Balance(card)} on the card");
        await House.Worker.StopAsync(default);
    }
}
