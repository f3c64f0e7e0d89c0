using System.Text.Json.Nodes;
using Flash.Client;

namespace Flash.Tool;

/// <summary>A chip's life over HTTP: programmed, topped up, tapped with a PIN, locked, unlocked, replayed, lost, replaced, tapped again. It pays from the store's
/// Lightning node to a wallet outside and back.</summary>
internal sealed class TapDemo(DemoStage stage)
{
    private const string Holder = "demo-holder";
    private const string Pin = "4711";

    public async Task Play()
    {
        if (stage.Wallet.Missing is { } missing)
            throw new ToolException(missing);
        var (store, ct) = (stage.Store, stage.Ct);
        using var anyone = FlashClient.Anonymous(store.Client.Server.AbsoluteUri);

        stage.Tell("A store with cards in sats issues one and programs its chip");
        await store.SetProgramme(new { asset = "SATS" }, ct);
        var card = (await store.IssueCard(new { kind = "physical", label = "Blue card", holder = Holder }, ct)).Text("id");
        await store.Activate(card, null, ct);
        var chip = await Program(card, anyone);

        stage.Tell("Its holder tops it up with the LNURL-pay link that is printed on it");
        await TopUp(card, anyone, 50_000_000);
        await Balance(card, 50_000);

        stage.Tell("In the app its holder sets a PIN for payments from 10,000 sats");
        var app = await stage.NewKey("btcpay.plugin.store.flash.app");
        using var appKey = app.Client;
        var guard = (await app.Client.Put(app.HolderCard(Holder, card, "pin"), new { pin = Pin, limit = "10000" }, ct)).Object;
        DemoStage.Check("the PIN's limit", guard.Text("pinLimit"), "10000");

        stage.Tell("A till asks 21,000 sats; the card is tapped");
        var url = chip.Tap();
        var tap = await Tap(anyone, url);
        DemoStage.Say($"one tap shows {tap.Text("available")} {tap.Text("asset")} and how to be paid");
        await Refused("without the PIN", await Pay(anyone, tap, 21_000_000, null), "pin-required");
        foreach (var (wrong, code) in new[] { ("0000", "pin-wrong"), ("1111", "pin-wrong"), ("2222", "card-locked"), (Pin, "card-locked") })
            await Refused($"with the PIN {wrong}", await Pay(anyone, tap, 21_000_000, wrong), code);
        (await app.Client.Post(app.HolderCard(Holder, card, "pin/unlock"), ct: ct)).Expect();
        DemoStage.Say("the holder unlocks the card in the app");
        var paid = (await Pay(anyone, tap, 21_000_000, Pin)).Object;
        DemoStage.Check("the payment", paid.Text("status"), "paid");
        DemoStage.Say($"paid 21,000 sats, routing cost {paid.Text("fee")} sats");
        var left = 50_000 - 21_000 - paid.Money("fee");
        await Balance(card, left);

        stage.Tell("The shop's own till charges the same card 12,000 sats, with the PIN");
        await Refused("without the PIN", await store.Client.Post(store.Path("charges"), new { card = new { id = card }, amount = "12000", capture = true }, ct: ct), "pin-required");
        await store.Charge(new { id = card }, "12000", pin: Pin, ct: ct);
        left -= 12_000;
        await Balance(card, left);

        stage.Tell("Somebody replays the tap's address");
        await Refused("the address of an old tap", await anyone.Post("api/v1/flash/tap", new { url }, ct: ct), "replayed");

        stage.Tell("With a bill of 5,000 sats open, the card is lost; the app reports it and replaces it");
        var bill = (await store.Charge(new { id = card }, "5000", capture: false, ct: ct)).Text("id");
        (await app.Client.Post(app.HolderCard(Holder, card, "lost"), ct: ct)).Expect();
        await Frozen(anyone, chip);
        var fresh = (await app.Client.Post(app.HolderCard(Holder, card, "replace"), new { kind = "physical" }, ct: ct)).Object.Text("id");
        await Balance(fresh, left - 5_000);
        DemoStage.Say("all but the open bill is on the new card");
        await store.Capture(bill, "3000", ct);
        left -= 3_000;
        await Balance(fresh, left);
        DemoStage.Say("the bill took 3,000; the rest followed");
        await Refused("the lost chip", await anyone.Post("api/v1/flash/tap", new { url = chip.Tap() }, ct: ct), null);

        stage.Tell("The new card's chip is programmed and pays");
        if ((await store.Card(fresh, ct)).Text("state") == "issued")
            await store.Activate(fresh, null, ct);
        var second = await Program(fresh, anyone);
        paid = (await Pay(anyone, await Tap(anyone, second.Tap()), 2_000_000, null)).Object;
        DemoStage.Check("the payment", paid.Text("status"), "paid");
        await Balance(fresh, left - 2_000 - paid.Money("fee"));

        await stage.Prove();
        await app.Client.DropKey(ct);
    }

    private async Task<SoftwareChip> Program(string card, FlashClient app)
    {
        var (store, ct) = (stage.Store, stage.Ct);
        var chip = SoftwareChip.Blank();
        var link = (await store.Client.Post(store.Path($"cards/{card}/boltcard/program"), new { }, ct: ct)).Object;
        var keys = (await app.Post(new Uri(link.Text("url")).AbsolutePath[1..], new { UID = chip.Uid }, ct: ct)).Object;
        chip.Program(keys.Text("LNURLW"), keys.Text("K1"), keys.Text("K2"));
        var seen = (await store.Client.Post(store.Path($"cards/{card}/boltcard/verify"), new { url = chip.Tap() }, ct: ct)).Object;
        DemoStage.Check("the chip's state", seen.Text("state"), "active");
        DemoStage.Say($"the programming app wrote keys of version {seen.Text("version")}, and a tap proved them");
        return chip;
    }

    private async Task TopUp(string card, FlashClient wallet, long msat)
    {
        var (store, ct) = (stage.Store, stage.Ct);
        var links = (await store.Client.Get(store.Path($"cards/{card}/links"), ct)).Object;
        var request = (await wallet.Get(new Uri(links.Text("topUpUrl")).PathAndQuery[1..], ct)).Object;
        DemoStage.Check("the link's tag", request.Text("tag"), "payRequest");
        var callback = new Uri(request.Text("callback"));
        var invoice = (await wallet.Get($"{callback.PathAndQuery[1..]}{(callback.Query.Length > 0 ? '&' : '?')}amount={msat}", ct)).Object.Text("pr");
        await stage.Wallet.Pay(invoice, ct);
        DemoStage.Say($"the wallet paid {invoice[..24]}…");
        for (var tries = 0; tries < 300 && (await store.Card(card, ct)).Money("balance") == 0; tries++)
            await Task.Delay(200, ct);
    }

    private async Task<JsonObject> Tap(FlashClient till, string url) => (await till.Post("api/v1/flash/tap", new { url }, ct: stage.Ct)).Object;

    private async Task<Answer> Pay(FlashClient till, JsonObject tap, long amountMsat, string? pin)
    {
        var invoice = await stage.Wallet.Ask(amountMsat, stage.Ct);
        var withdraw = tap["withdraw"] ?? throw new InvalidOperationException($"the card cannot pay: {tap.ToJsonString()}");
        return await till.Post("api/v1/flash/tap/pay", new { tapCode = withdraw.Text("callback").Split('/')[^2], k1 = withdraw.Text("k1"), invoice, pin }, ct: stage.Ct);
    }

    private async Task Frozen(FlashClient till, SoftwareChip chip)
    {
        var tap = await Tap(till, chip.Tap());
        DemoStage.Check("the lost card's obstacle", tap.Text("obstacle"), "card-frozen");
        DemoStage.Say("a tap of the lost card cannot pay: card-frozen");
    }

    private static Task Refused(string what, Answer answer, string? code)
    {
        if (answer.Succeeded || (code is not null && answer.Refusal != code))
            throw new UnexpectedAnswerException(answer);
        DemoStage.Say($"{what}: {answer.Refusal}");
        return Task.CompletedTask;
    }

    private async Task Balance(string card, decimal expected)
    {
        var now = await stage.Store.Card(card, stage.Ct);
        DemoStage.Check("the card's balance", now.Money("balance"), expected);
        DemoStage.Say($"balance {now.Text("balance")} sats");
    }
}
