using System.Globalization;
using System.Text.Json.Nodes;
using Flash.Client;

namespace Flash.Tool;

/// <summary>The main job end to end over HTTP, told step by step. Every figure that the server answers is checked.</summary>
internal sealed class Demo(DemoStage stage)
{
    public async Task Play()
    {
        stage.Tell("The store sets up a card programme in US dollars");
        var programme = await stage.Store.SetProgramme(new { asset = "USD" }, stage.Ct);
        DemoStage.Check("the programme's asset", programme.Text("asset"), "USD");

        stage.Tell("Staff issue a card");
        var card = await stage.Store.IssueCard(new { kind = "virtual", label = "Demo card", holder = "demo-holder" }, stage.Ct);
        var id = card.Text("id");
        DemoStage.Say($"card {Spaced(card.Text("number"))}, state {card.Text("state")}, activation code {card.Text("activationCode")} (shown this once)");

        stage.Tell("Its holder activates it with the code");
        card = await stage.Store.Activate(id, card.Text("activationCode"), stage.Ct);
        DemoStage.Check("the card's state", card.Text("state").ToLowerInvariant(), "active");
        DemoStage.Say("the card is active");

        stage.Tell("The holder loads 25.00 USD by paying an invoice");
        await Load(id, "25.00");
        await Balance(id, 25.00m);

        stage.Tell("A cashier charges 7.50 USD for lunch");
        var charge = await stage.Store.Charge(new { id }, "7.50", orderReference: "table-4", description: "Lunch", ct: stage.Ct);
        DemoStage.Check("the amount captured", charge.Money("captured"), 7.50m);
        DemoStage.Say($"charge {charge.Text("id")} is {charge.Text("status")}");
        await Balance(id, 17.50m);

        stage.Tell("The soup was cold: 2.25 USD go back to the card");
        await stage.Store.Refund(charge.Text("id"), "2.25", "cold soup", stage.Ct);
        await Balance(id, 19.75m);

        stage.Tell("A charge of more than the card holds is refused");
        var refused = await stage.Store.Client.Post(stage.Store.Path("charges"), new { card = new { id }, amount = "19.76", capture = true }, Guid.CreateVersion7().ToString(), stage.Ct);
        if (refused.Succeeded || refused.Refusal != "insufficient-funds")
            throw new UnexpectedAnswerException(refused);
        DemoStage.Say($"refused: {refused.Refusal}");
        await Balance(id, 19.75m);

        stage.Tell("The card's history");
        await History(id);

        await stage.Prove();
    }

    private async Task Load(string cardId, string amount)
    {
        var load = await stage.Store.Load(cardId, amount, stage.Ct);
        DemoStage.Say($"invoice {load.Text("invoiceId")}: {load.Text("checkoutLink")}");
        await stage.Payer.Pay(stage.Store.StoreId, load.Text("invoiceId"), stage.Ct);
        DemoStage.Say($"the invoice was {stage.Payer.How}");
        // The card is credited when the server tells of the settled invoice: shortly, not at once.
        for (var tries = 0; tries < 300; tries++)
        {
            var status = (await stage.Store.GetLoad(load.Text("id"), stage.Ct)).Text("status").ToLowerInvariant();
            if (status == "credited")
                return;
            await Task.Delay(200, stage.Ct);
        }
        throw new InvalidOperationException($"the load was not credited within a minute: {await stage.Store.GetLoad(load.Text("id"), stage.Ct)}");
    }

    private async Task Balance(string cardId, decimal expected)
    {
        var card = await stage.Store.Card(cardId, stage.Ct);
        DemoStage.Check("the card's balance", card.Money("balance"), expected);
        DemoStage.Say($"balance {card.Text("balance")} {card.Text("asset")}");
    }

    private async Task History(string cardId)
    {
        var entries = await stage.Store.History(cardId, stage.Ct);
        if (entries.Count < 3)
            throw new InvalidOperationException($"the history should have a load, a charge and a refund at least: {entries.ToJsonString()}");
        foreach (var entry in entries.OfType<JsonObject>())
            DemoStage.Say($"{At(entry),-19}  {What(entry),-12} {entry.Text("amount"),10} {entry.Text("balance"),10}");
    }

    private static string What(JsonObject entry) => entry.Text("kind") is "refund" ? "refund" : entry.Text("type");

    private static string At(JsonObject entry) =>
        DateTimeOffset.Parse(entry.Text("at"), CultureInfo.InvariantCulture).ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Spaced(string number) => string.Join(' ', number.Chunk(4).Select(c => new string(c)));
}
