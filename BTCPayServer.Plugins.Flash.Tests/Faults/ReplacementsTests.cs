using System.Text.Json.Nodes;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Flash.Client;

namespace BTCPayServer.Plugins.Flash.Tests.Faults;

/// <summary>Wherever the server is killed, a card is as it was, or replaced with all that it had by exactly one other; who asks again gets the one answer.</summary>
public sealed class ReplacementsTests(PostgresFixture postgres)
{
    private const string Pin = "4711";
    private static readonly Trait[] Kinds = [0, Trait.Held, Trait.Pin, Trait.Load, Trait.New, Trait.Lost | Trait.Held | Trait.Load | Trait.Pin];

    /// <summary>What is on its way when a card is replaced.</summary>
    [Flags]
    private enum Trait
    {
        Held = 1,
        Pin = 2,
        Load = 4,
        New = 8,
        Lost = 16
    }

    [Fact]
    public async Task Killed_at_any_moment_of_many_replacements_nothing_is_lost_or_there_twice()
    {
        await using var server = await FlashServer.Start(postgres);
        var store = await server.NewStore();
        var app = await server.WithKey(store, "btcpay.plugin.store.flash.app");
        var count = 0;
        foreach (var kill in new[] { 1, 4, 7, 11 })
        {
            var round = new List<Replaced>();
            for (var i = 0; i < 2 * Kinds.Length; i++)
                round.Add(await Card(store, Kinds[i % Kinds.Length], i < Kinds.Length ? null : app));
            count += round.Count;
            var progress = new Progress(kill);
            var calls = round.Select(card => Ask(server, card, progress)).ToList();
            await progress.Reached;
            await server.Kill();
            await Task.WhenAll(calls);
            await server.Restart();

            foreach (var card in round)
                await Whole(store, card);
            var answers = new List<JsonObject>();
            foreach (var card in round)
                answers.Add(await Again(server, card));
            var cards = (await store.Client.Get(store.Path("cards?limit=200"))).Object["items"]!.AsArray();
            Assert.Equal((2 * count, count), (cards.Count, cards.Select(c => (string?)c!["replaces"]).OfType<string>().Distinct().Count()));
            foreach (var (card, answer) in round.Zip(answers))
                await Finish(server, store, card, answer);
            Assert.True((bool)(await store.Proof())["proven"]!);
        }
    }

    [Fact]
    public async Task Killed_before_any_statement_the_card_is_as_it_was_and_is_replaced_once_when_asked_again()
    {
        await using var server = await FlashServer.Start(postgres);
        using var world = await TappedStore.Open(server);
        var store = world.Store;
        foreach (var step in new[]
        {
            "insert on flash.card_issues", "update of successor on flash.accounts", "insert on flash.transfers", "update of holder on flash.cards", "insert on flash.card_replacements",
            "update of state on flash.credentials", "insert on flash.card_guards"
        })
        {
            var (id, chip) = await world.Card("30");
            var card = await Card(store, Trait.Held | Trait.Pin | Trait.Load, null, id);
            Task call;
            await using (var stalled = await StalledStatement.At(server, $"before {step}"))
            {
                call = Ask(server, card, new Progress(1), pay: false);
                await stalled.Reached(step);
                await server.Kill();
                await call;
            }
            await server.Restart();
            Assert.Null(card.Answer);
            Assert.Null((string?)(await Whole(store, card))["replacedBy"]);
            Assert.Equal("withdrawRequest", (await world.Tap(chip)).Text("tag"));
            var answer = await Again(server, card);
            Assert.Equal("ERROR", (await world.Tap(chip)).Text("status"));
            await Finish(server, store, card, answer);
        }
        var cards = (await store.Client.Get(store.Path("cards?limit=200"))).Object["items"]!.AsArray();
        Assert.Equal((14, 7), (cards.Count, cards.Select(c => (string?)c!["replaces"]).OfType<string>().Distinct().Count()));
    }

    [Fact]
    public async Task Killed_between_the_deed_and_its_answer_the_answer_comes_when_asked_again()
    {
        await using var server = await FlashServer.Start(postgres);
        var store = await server.NewStore();
        foreach (var app in new[] { null, await server.WithKey(store, "btcpay.plugin.store.flash.app") })
        {
            var card = await Card(store, Trait.New, app);
            await using (var stalled = await StalledStatement.At(server, "before insert on flash.card_replacements"))
            {
                var call = Ask(server, card, new Progress(1));
                await stalled.Reached("the replacement");
                await stalled.GoOnUntil("flash.card_losses");
                await server.Kill();
                await call;
            }
            await server.Restart();
            Assert.Null(card.Answer);
            Assert.NotNull((string?)(await Whole(store, card))["replacedBy"]);
            await Finish(server, store, card, await Again(server, card));
        }
    }

    [Fact]
    public async Task Killed_while_a_card_is_reported_lost_it_is_frozen_and_lost_when_told_again()
    {
        await using var server = await FlashServer.Start(postgres);
        var store = await server.NewStore();
        var app = await server.WithKey(store, "btcpay.plugin.store.flash.app");
        var card = await Card(store, Trait.Lost, app);
        await using (var stalled = await StalledStatement.At(server, "before insert on flash.card_losses"))
        {
            var call = Ask(server, card, new Progress(1));
            await stalled.Reached("the loss");
            await server.Kill();
            await call;
        }
        await server.Restart();
        // What protects the money came first.
        Assert.Equal(("frozen", null), await store.Card(card.Id) is var now ? (now.Text("state"), (string?)now["lostAt"]) : default);
        Assert.NotNull((await app.Client.Post(card.Path + "/lost")).Object["lostAt"]);
        Assert.Equal("card-lost", (await app.Client.Post(card.Path + "/unfreeze")).Refusal);
        await Finish(server, store, card, await Again(server, card));
    }

    /// <summary>A card and what became of the call that replaces it.</summary>
    private sealed record Replaced(StoreClient Caller, string Id, Trait Traits, string Path, string Token)
    {
        public string Key { get; } = Guid.NewGuid().ToString("N");
        public string? Hold { get; init; }
        public JsonObject? Load { get; init; }
        public JsonObject? Answer { get; set; }
        public bool Has(Trait trait) => Traits.HasFlag(trait);
        public decimal Held => Has(Trait.Held) ? 4 : 0;
    }

    /// <summary>Tells when so many calls have ended.</summary>
    private sealed class Progress(int target)
    {
        private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int ended;

        public Task Reached => reached.Task;

        public void Step()
        {
            if (Interlocked.Increment(ref ended) == target)
                reached.SetResult();
        }
    }

    /// <summary>A card with 30.00 and what is on its way; replaced by staff, or by a holder's app.</summary>
    private static async Task<Replaced> Card(StoreClient store, Trait traits, StoreClient? app, string? made = null)
    {
        var id = made ?? (await store.IssueCard(new { holder = "ann" })).Text("id");
        if (made is null && !traits.HasFlag(Trait.New))
            await store.Activate(id);
        if (made is null)
            (await store.Client.Post(store.Path($"cards/{id}/adjustments"), new { amount = "30", reason = "test" })).Expect();
        if (traits.HasFlag(Trait.Pin))
            await store.SetPin(id, Pin, "5");
        var token = (await store.Client.Get(store.Path($"cards/{id}/token"))).Object.Text("token");
        return new Replaced(app ?? store, id, traits, app?.HolderCard("ann", id) ?? store.Path($"cards/{id}"), token)
        {
            Hold = traits.HasFlag(Trait.Held) ? (await store.Charge(new { id }, "4", capture: false)).Text("id") : null,
            Load = traits.HasFlag(Trait.Load) ? await store.Load(id, "10") : null
        };
    }

    /// <summary>Reports it lost, replaces it, and pays its load meanwhile; each as far as it comes.</summary>
    private static async Task Ask(FlashServer server, Replaced card, Progress progress, bool pay = true)
    {
        var paid = card.Load is { } load && pay ? Try(() => server.Admin.Post($"dev/invoices/{load.Text("invoiceId")}/pay", new { })) : Task.CompletedTask;
        if (card.Has(Trait.Lost))
            await Try(async () => (await card.Caller.Client.Post(card.Path + "/lost")).Expect());
        await Try(async () => card.Answer = (await card.Caller.Client.Post(card.Path + "/replace", null, card.Key)).Object);
        await paid;

        async Task Try(Func<Task> call)
        {
            try
            {
                await call();
            }
            catch (HttpRequestException)
            {
                // Cut off.
            }
            finally
            {
                progress.Step();
            }
        }
    }

    /// <summary>All its money is in one place, whichever: on it as it was, or on its one successor. Answers the old card.</summary>
    private static async Task<JsonObject> Whole(StoreClient store, Replaced card)
    {
        var old = await store.Card(card.Id);
        var loaded = card.Has(Trait.Load) ? new[] { 30m, 40m } : [30m];
        Assert.Equal(card.Held, old.Money("held"));
        if ((string?)old["replacedBy"] is not { } id)
        {
            Assert.Null(card.Answer);
            Assert.Contains(old.Text("state"), card.Has(Trait.New) ? ["issued"] : card.Has(Trait.Lost) ? new[] { "active", "frozen" } : ["active"]);
            Assert.Contains(old.Money("balance"), loaded);
            return old;
        }
        var successor = await store.Card(id);
        Assert.Equal(("closed", card.Held), (old.Text("state"), old.Money("balance")));
        Assert.Equal((card.Has(Trait.New) ? "issued" : "active", card.Id), (successor.Text("state"), successor.Text("replaces")));
        Assert.Contains(successor.Money("balance") + card.Held, loaded);
        Assert.True(card.Answer is null || card.Answer.Text("id") == id, $"{card.Answer} is not {successor}");
        return old;
    }

    /// <summary>Asks again, twice at once: one answer, which is that of the first call where it had one.</summary>
    private static async Task<JsonObject> Again(FlashServer server, Replaced card)
    {
        if (card.Load is { } load && (await server.Admin.Get($"api/v1/stores/{card.Caller.StoreId}/invoices/{load.Text("invoiceId")}")).Object.Money("paidAmount") == 0)
            (await server.Admin.Post($"dev/invoices/{load.Text("invoiceId")}/pay", new { })).Expect();
        var answers = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => card.Caller.Client.Post(card.Path + "/replace", null, card.Key)));
        var first = card.Answer ?? answers[0].Object;
        foreach (var answer in answers)
            foreach (var field in new[] { "id", "number", "token", "activationCode", "replaces", "activatedAt" })
                Assert.Equal((string?)first[field], (string?)answer.Object[field]);
        Assert.Equal(card.Has(Trait.New), first["activationCode"] is not null);
        return first;
    }

    /// <summary>What was on its way arrives on the new card, and only there.</summary>
    private static async Task Finish(FlashServer server, StoreClient store, Replaced card, JsonObject answer)
    {
        var id = answer.Text("id");
        if (card.Has(Trait.New))
            await store.Activate(id, answer.Text("activationCode"));
        if (card.Load is { } load)
            Assert.Equal((card.Id, "10.00"), (await server.WaitForLoad(store, load.Text("id"), "credited")) is var credited ? (credited.Text("cardId"), credited.Text("credited")) : default);
        if (card.Hold is { } hold)
            await store.Capture(hold, "1.50");
        var money = 30 + (card.Has(Trait.Load) ? 10 : 0) - (card.Has(Trait.Held) ? 1.50m : 0);
        Assert.Equal((0m, money, money), ((await store.Card(card.Id)).Money("balance"), (await store.Card(id)).Money("balance"), (await store.Card(id)).Money("available")));
        Assert.Equal("card-closed", (await store.Client.Post(store.Path("charges"), new { card = new { token = card.Token }, amount = "1" })).Refusal);
        if (card.Has(Trait.Pin))
            Assert.Equal("pin-required", (await store.Client.Post(store.Path("charges"), new { card = new { id }, amount = "5" })).Refusal);
        await store.Charge(new { token = answer.Text("token") }, "5", pin: card.Has(Trait.Pin) ? Pin : null);
        Assert.Equal(money - 5, (await store.Card(id)).Money("balance"));
    }
}
