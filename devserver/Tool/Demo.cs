using System.Globalization;
using System.Text.Json.Nodes;
using Flash.Client;

namespace Flash.Tool;

/// <summary>The main job end to end over HTTP, told step by step. Every figure that the server answers is checked.</summary>
internal sealed class Demo(StoreClient store, InvoicePayer payer, CancellationToken ct)
{
    private static readonly string[] Permissions = ["btcpay.store.canmodifystoresettings", "btcpay.server.canmodifyserversettings"];
    private int step;

    /// <summary>Runs it in a store of its own; answers the exit code.</summary>
    public static async Task<int> Run(string url, string? file, CancellationToken ct)
    {
        try
        {
            var credentials = await Account(url, file, ct);
            using var user = await Greenfield.WithNewKey(url, credentials.Email, credentials.Password, "Flash demo", Permissions, ct);
            var storeId = await user.CreateStore("Flash demo " + DateTimeOffset.UtcNow.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), ct: ct);
            var payer = await InvoicePayer.For(user, ct);
            if (!payer.PlaysPayments && await user.TakePayments(storeId, ct) is { } note)
                Console.WriteLine($"note: {note}");
            Console.WriteLine($"{(payer.PlaysPayments ? "Development server" : "BTCPay Server")} on {url}, store {storeId}");
            Console.WriteLine();
            await new Demo(new StoreClient(user, storeId), payer, ct).Play();
            await user.DropKey(ct);
            Console.WriteLine();
            Console.WriteLine("flash demo: OK");
            return 0;
        }
        catch (Exception e) when (e is UnexpectedAnswerException or HttpRequestException or InvalidOperationException or ToolException or OperationCanceledException)
        {
            Console.WriteLine();
            Console.WriteLine($"flash demo: FAILED: {e.Message}");
            return 1;
        }
    }

    private async Task Play()
    {
        Tell("The store sets up a card programme in US dollars");
        var programme = await store.SetProgramme(new { asset = "USD" }, ct);
        Check("the programme's asset", programme.Text("asset"), "USD");

        Tell("Staff issue a card");
        var card = await store.IssueCard(new { kind = "virtual", label = "Demo card", holder = "demo-holder" }, ct);
        var id = card.Text("id");
        Say($"card {Spaced(card.Text("number"))}, state {card.Text("state")}, activation code {card.Text("activationCode")} (shown this once)");

        Tell("Its holder activates it with the code");
        card = await store.Activate(id, card.Text("activationCode"), ct);
        Check("the card's state", card.Text("state").ToLowerInvariant(), "active");
        Say("the card is active");

        Tell("The holder loads 25.00 USD by paying an invoice");
        await Load(id, "25.00");
        await Balance(id, 25.00m);

        Tell("A cashier charges 7.50 USD for lunch");
        var charge = await store.Charge(new { id }, "7.50", orderReference: "table-4", description: "Lunch", ct: ct);
        Check("the amount captured", charge.Money("captured"), 7.50m);
        Say($"charge {charge.Text("id")} is {charge.Text("status")}");
        await Balance(id, 17.50m);

        Tell("The soup was cold: 2.25 USD go back to the card");
        await store.Refund(charge.Text("id"), "2.25", "cold soup", ct);
        await Balance(id, 19.75m);

        Tell("A charge of more than the card holds is refused");
        var refused = await store.Client.Post(store.Path("charges"), new { card = new { id }, amount = "19.76", capture = true }, Guid.CreateVersion7().ToString(), ct);
        if (refused.Succeeded || refused.Refusal != "insufficient-funds")
            throw new UnexpectedAnswerException(refused);
        Say($"refused: {refused.Refusal}");
        await Balance(id, 19.75m);

        Tell("The card's history");
        await History(id);

        Tell("The ledger proves itself");
        var proof = await store.Proof(ct);
        Check("proven", proof.Text("proven").ToLowerInvariant(), "true");
        Say("every balance equals the sum of its transfers, and all of them sum to zero");
        if (payer.PlaysPayments)
            Check("exceptions that escaped the plugin", (await store.Client.Get("dev/escapes", ct)).Object.Text("count"), "0");
    }

    private async Task Load(string cardId, string amount)
    {
        var load = await store.Load(cardId, amount, ct);
        Say($"invoice {load.Text("invoiceId")}: {load.Text("checkoutLink")}");
        await payer.Pay(store.StoreId, load.Text("invoiceId"), ct);
        Say($"the invoice was {payer.How}");
        // The card is credited when the server tells of the settled invoice: shortly, not at once.
        for (var tries = 0; tries < 300; tries++)
        {
            var status = (await store.GetLoad(load.Text("id"), ct)).Text("status").ToLowerInvariant();
            if (status == "credited")
                return;
            await Task.Delay(200, ct);
        }
        throw new InvalidOperationException($"the load was not credited within a minute: {await store.GetLoad(load.Text("id"), ct)}");
    }

    private async Task Balance(string cardId, decimal expected)
    {
        var card = await store.Card(cardId, ct);
        Check("the card's balance", card.Money("balance"), expected);
        Say($"balance {card.Text("balance")} {card.Text("asset")}");
    }

    private async Task History(string cardId)
    {
        var entries = await store.History(cardId, ct);
        if (entries.Count < 3)
            throw new InvalidOperationException($"the history should have a load, a charge and a refund at least: {entries.ToJsonString()}");
        foreach (var entry in entries.OfType<JsonObject>())
            Say($"{At(entry),-19}  {What(entry),-12} {entry.Text("amount"),10} {entry.Text("balance"),10}");
    }

    private static string What(JsonObject entry) => entry.Text("kind") is "refund" ? "refund" : entry.Text("type");

    private static string At(JsonObject entry) =>
        DateTimeOffset.Parse(entry.Text("at"), CultureInfo.InvariantCulture).ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private void Tell(string what) => Console.WriteLine($"{++step}. {what}");

    private static void Say(string what) => Console.WriteLine($"   {what}");

    private static string Spaced(string number) => string.Join(' ', number.Chunk(4).Select(c => new string(c)));

    private static void Check<T>(string what, T actual, T expected)
    {
        if (!EqualityComparer<T>.Default.Equals(actual, expected))
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{what} is {actual} and should be {expected}"));
    }

    private static async Task<Credentials> Account(string url, string? file, CancellationToken ct)
    {
        if (Environment.GetEnvironmentVariable("FLASH_SERVER_EMAIL") is { Length: > 0 } email)
            return new Credentials(email, Environment.GetEnvironmentVariable("FLASH_SERVER_PASSWORD")
                ?? throw new ToolException("FLASH_SERVER_EMAIL is set and FLASH_SERVER_PASSWORD is not"));
        return file is null
            ? throw new ToolException($"whose server is {url}? Set FLASH_SERVER_EMAIL and FLASH_SERVER_PASSWORD")
            : await Seed.User(url, file, ct);
    }
}
