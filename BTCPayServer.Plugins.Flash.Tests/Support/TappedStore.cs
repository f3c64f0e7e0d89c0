using System.Text.Json.Nodes;
using Flash.Client;
using Flash.Tool;

namespace BTCPayServer.Plugins.Flash.Tests.Support;

/// <summary>A store whose cards have chips and pay over its Lightning node, and the wallet outside that asks for it.</summary>
internal sealed class TappedStore(FlashServer server, StoreClient store, OutsideWallet wallet) : IDisposable
{
    public FlashServer Server => server;
    public StoreClient Store => store;
    public FlashClient Anyone { get; } = FlashClient.Anonymous(server.Url);

    public OutsideWallet Wallet => wallet;

    public static async Task<TappedStore> Open(FlashServer server, object? programme = null)
    {
        var wallet = await server.OutsideWallet();
        return new TappedStore(server, await server.NewStore(programme), wallet);
    }

    /// <summary>An active card with money and a programmed chip.</summary>
    public async Task<(string Card, SoftwareChip Chip)> Card(string balance)
    {
        var card = (await store.IssueCard(new { kind = "physical" })).Text("id");
        await store.Activate(card);
        (await store.Client.Post(store.Path($"cards/{card}/adjustments"), new { amount = balance, reason = "test" })).Expect();
        var chip = SoftwareChip.Blank();
        var link = (await store.Client.Post(store.Path($"cards/{card}/boltcard/program"))).Object;
        var keys = (await Anyone.Post(new Uri(link.Text("url")).AbsolutePath[1..], new { UID = chip.Uid })).Object;
        chip.Program(keys.Text("LNURLW"), keys.Text("K1"), keys.Text("K2"));
        return (card, chip);
    }

    /// <summary>The wallet outside asks for this much: its BOLT 11 invoice and payment hash.</summary>
    public async Task<(string Bolt11, string Hash)> Ask(long amountMsat) => OutsideInvoices.Named(await wallet.Ask(amountMsat));

    /// <summary>The same with whatever may be wrong with an invoice; one that nobody takes.</summary>
    public async Task<(string Bolt11, string Hash)> Ask(OutsideInvoices.Wrong how) => OutsideInvoices.Named(OutsideInvoices.Write(await wallet.Ask(1_000_000), how));

    /// <summary>What LNURL answers to a tap.</summary>
    public async Task<JsonObject> Tap(SoftwareChip chip) => (await Anyone.Get(PathOf(chip.Tap()))).Object;

    /// <summary>Sends an invoice to the callback of a tap's answer.</summary>
    public async Task<JsonObject> Pay(JsonObject tap, string bolt11, string? pin = null) => (await Anyone.Get(CallbackOf(tap, bolt11, pin))).Object;

    public static string CallbackOf(JsonObject tap, string bolt11, string? pin = null) =>
        $"{new Uri(tap.Text("callback")).AbsolutePath[1..]}?k1={tap.Text("k1")}&pr={bolt11}{(pin is null ? "" : "&pin=" + pin)}";

    /// <summary>The path and query of a card's address.</summary>
    public static string PathOf(string url) => new Uri(url.Replace("lnurlw://", "http://", StringComparison.Ordinal)).PathAndQuery[1..];

    /// <summary>What the development server's node was asked and did.</summary>
    public async Task<(int Attempts, int Paid, long FeeMsat)> Seen(string hash)
    {
        var seen = (await server.Admin.Get($"dev/lightning/payments/{hash}")).Object;
        return ((int)seen["attempts"]!, (int)seen["paid"]!, (long)seen["feeMsat"]!);
    }

    /// <summary>What awaits the next payment, or that of a hash.</summary>
    public async Task Trouble(string next, string hash, int delayMs = 0) =>
        (await server.Admin.Post("dev/lightning", new { next, paymentHash = hash, delayMs })).Expect();

    /// <summary>The one payment with this hash as staff see it; null when there is none.</summary>
    public async Task<JsonObject?> Payment(string hash) => (await store.Client.Get(store.Path("payments?limit=200"))).Object["items"]!.AsArray()
        .Select(p => p!.AsObject()).SingleOrDefault(p => p.Text("paymentHash") == hash);

    public async Task<(decimal Balance, decimal Held)> Balance(string card)
    {
        var now = await store.Card(card);
        return (now.Money("balance"), now.Money("held"));
    }

    public void Dispose() => Anyone.Dispose();
}
