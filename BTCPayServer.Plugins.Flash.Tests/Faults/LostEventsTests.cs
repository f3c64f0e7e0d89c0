using System.Globalization;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Flash.Client;

namespace BTCPayServer.Plugins.Flash.Tests.Faults;

/// <summary>
/// Loads of every kind while the server's events are lost, repeated or reordered, and while it is killed: each is credited with what
/// was really paid, once.
/// </summary>
public sealed class LostEventsTests(PostgresFixture postgres) : IAsyncLifetime
{
    // What happens to an invoice over 10 USD, and what must be on the card in the end.
    private static readonly (string Steps, string Credited)[] Cases =
    [
        ("pay", "10.00"),
        ("pay 15", "15.00"),
        ("pay 5, expire", "5.00"),
        ("pay 3, pay 3, pay 6", "12.00"),
        ("pay 5, expire, pay", "10.00"),
        ("expire, pay", "10.00"),
        ("expire", "0.00"),
        ("send", "0.00"),
        ("send, confirm", "10.00"),
        ("send 5, pay 5, confirm", "10.00"),
        ("send 4, expire, confirm", "4.00"),
        ("expire, send, confirm", "10.00"),
        ("send, replace", "0.00"),
        ("send, fail-to-confirm", "0.00"),
        ("settle", "10.00"),
        ("settle, pay", "10.00"),
        ("settle, invalidate", "0.00"),
        ("settle, invalidate, settle", "10.00"),
    ];

    private FlashServer server = null!;

    public async ValueTask InitializeAsync() => server = await FlashServer.Start(postgres);

    // Its end proves the ledger and that nothing escaped.
    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Repeated_and_reordered_events_credit_once()
    {
        var store = await NewStore();
        var loads = new List<Loaded>();
        foreach (var mode in new[] { "duplicate", "reverse" })
        {
            await SetMode(mode);
            loads.AddRange(await Task.WhenAll(Cases.Select(c => Load(store, c.Steps, c.Credited))));
        }
        foreach (var load in loads)
            await Expect(store, load);
    }

    [Fact]
    public async Task Lost_events_cost_a_minute_and_no_money()
    {
        await SetMode("drop");
        var store = await NewStore();
        foreach (var load in await Task.WhenAll(Cases.Select(c => Load(store, c.Steps, c.Credited))))
            await Expect(store, load);
    }

    // Some payments nobody heard of, others pour in while the server dies.
    [Fact]
    public async Task After_kill_9_the_rest_is_credited()
    {
        var store = await NewStore();
        var pouring = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Load(store, "", "")));
        await SetMode("drop");
        var unheard = await Task.WhenAll(Cases.Select(c => Load(store, c.Steps, c.Credited)));
        await SetMode("normal");
        var paying = pouring.Select(load => Pay(store, load)).ToArray();
        await Task.WhenAny(paying);
        await server.Kill();
        await Task.WhenAll(paying);
        await server.Restart();
        foreach (var load in unheard)
            await Expect(store, load);
        foreach (var load in pouring)
        {
            var invoice = (await store.Client.Get($"api/v1/stores/{store.StoreId}/invoices/{load.InvoiceId}")).Object;
            var paid = decimal.Parse(invoice.Text("paidAmount"), CultureInfo.InvariantCulture) >= 10m;
            await Expect(store, load with { Credited = paid ? "10.00" : "0.00" });
        }
    }

    private static async Task Pay(StoreClient store, Loaded load)
    {
        try
        {
            await store.Client.Post($"dev/invoices/{load.InvoiceId}/pay", new { });
        }
        catch (HttpRequestException)
        {
            // The server is gone. Whether it took the payment, it says when it is back.
        }
    }

    // A key: passwords are slow to check, by intention.
    private async Task<StoreClient> NewStore() => await server.WithKey(await server.NewStore(), "*");

    private async Task<Loaded> Load(StoreClient store, string steps, string credited)
    {
        var card = (await store.IssueCard()).Text("id");
        await store.Activate(card);
        var load = await store.Load(card, "10.00");
        var invoice = load.Text("invoiceId");
        foreach (var step in steps.Split(", ", StringSplitOptions.RemoveEmptyEntries))
            await server.Play(store.StoreId, invoice, step);
        return new Loaded(card, load.Text("id"), invoice, steps, credited);
    }

    // A lost event costs at most a minute: so often open loads are looked at.
    private static async Task Expect(StoreClient store, Loaded load)
    {
        var until = DateTime.UtcNow.AddMinutes(3);
        while (true)
        {
            var credited = (await store.GetLoad(load.Id)).Text("credited");
            var balance = (await store.Card(load.Card)).Text("balance");
            if ((credited, balance) == (load.Credited, load.Credited))
                return;
            Assert.True(DateTime.UtcNow < until, $"after '{load.Steps}' {load.Credited} should be credited; the load says {credited}, the card {balance}");
            await Task.Delay(250);
        }
    }

    private async Task SetMode(string mode) => (await server.Admin.Post("dev/events", new { mode })).Expect();

    private sealed record Loaded(string Card, string Id, string InvoiceId, string Steps, string Credited);
}
