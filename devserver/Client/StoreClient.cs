using System.Text.Json.Nodes;

namespace Flash.Client;

/// <summary>Flash's API of one store. Each call throws <see cref="UnexpectedAnswerException"/> unless it succeeds;
/// to see a refusal, use <see cref="Client"/> with <see cref="Path"/>.</summary>
public sealed class StoreClient(FlashClient client, string storeId)
{
    /// <summary>The client that the calls go through.</summary>
    public FlashClient Client => client;

    /// <summary>The store.</summary>
    public string StoreId => storeId;

    /// <summary>The path of something of this store's Flash: <c>Path("cards")</c>.</summary>
    public string Path(string rest) => $"api/v1/stores/{storeId}/flash/{rest}";

    /// <summary>Sets the programme up.</summary>
    public async Task<JsonObject> SetProgramme(object programme, CancellationToken ct = default) =>
        (await client.Put(Path("programme"), programme, ct)).Object;

    /// <summary>Issues one card; the answer shows its activation code for the only time.</summary>
    public async Task<JsonObject> IssueCard(object? card = null, CancellationToken ct = default) =>
        (await client.Post(Path("cards"), card ?? new { kind = "virtual" }, ct: ct)).Object;

    /// <summary>One card as it is now.</summary>
    public async Task<JsonObject> Card(string cardId, CancellationToken ct = default) => (await client.Get(Path($"cards/{cardId}"), ct)).Object;

    /// <summary>Activates a card by its code, or by staff without one.</summary>
    public async Task<JsonObject> Activate(string cardId, string? code = null, CancellationToken ct = default) =>
        (await client.Post(Path($"cards/{cardId}/activate"), code is null ? new JsonObject() : new { code }, ct: ct)).Object;

    /// <summary>Asks for a load: the answer has the invoice to pay.</summary>
    public async Task<JsonObject> Load(string cardId, string amount, CancellationToken ct = default) =>
        (await client.Post(Path($"cards/{cardId}/loads"), new { amount }, ct: ct)).Object;

    /// <summary>One load as it is now.</summary>
    public async Task<JsonObject> GetLoad(string loadId, CancellationToken ct = default) => (await client.Get(Path($"loads/{loadId}"), ct)).Object;

    /// <summary>Charges a card: at once, or as a hold with <paramref name="capture"/> false. The PIN is the card's, where the amount asks for it.</summary>
    public async Task<JsonObject> Charge(object card, string amount, bool capture = true, string? orderReference = null, string? description = null,
        string? idempotencyKey = null, string? pin = null, CancellationToken ct = default) =>
        (await client.Post(Path("charges"), new { card, amount, capture, orderReference, description, pin }, idempotencyKey ?? Key(), ct)).Object;

    /// <summary>Takes a hold, or a part of it.</summary>
    public async Task<JsonObject> Capture(string chargeId, string? amount = null, CancellationToken ct = default) =>
        (await client.Post(Path($"charges/{chargeId}/capture"), new { amount }, Key(), ct)).Object;

    /// <summary>Lets a hold go.</summary>
    public async Task<JsonObject> Void(string chargeId, CancellationToken ct = default) =>
        (await client.Post(Path($"charges/{chargeId}/void"), new { }, Key(), ct)).Object;

    /// <summary>Gives money of a charge back to its card.</summary>
    public async Task<JsonObject> Refund(string chargeId, string amount, string? reason = null, CancellationToken ct = default) =>
        (await client.Post(Path($"charges/{chargeId}/refunds"), new { amount, reason }, Key(), ct)).Object;

    /// <summary>What a cashier may see of a card: by <c>id=…</c>, <c>number=…</c> or <c>token=…</c>.</summary>
    public async Task<JsonObject> LookUp(string by, CancellationToken ct = default) => (await client.Get(Path($"cards/lookup?{by}"), ct)).Object;

    /// <summary>Sets a card's PIN and the amount from which it is asked, as staff; answers what guards the card.</summary>
    public async Task<JsonObject> SetPin(string cardId, string pin, string? limit = null, CancellationToken ct = default) =>
        (await client.Put(Path($"cards/{cardId}/pin"), new { pin, limit }, ct)).Object;

    /// <summary>Something of a holder's card, for a key with the app's permission: <c>HolderCard("ann", id, "pin")</c>.</summary>
    public string HolderCard(string holder, string cardId, string rest = "") =>
        Path($"holders/{Uri.EscapeDataString(holder)}/cards/{cardId}{(rest.Length == 0 ? "" : "/" + rest)}");

    /// <summary>What happened on a card, newest first: the first page.</summary>
    public async Task<JsonArray> History(string cardId, CancellationToken ct = default) =>
        (await client.Get(Path($"cards/{cardId}/history"), ct)).Object["items"]!.AsArray();

    /// <summary>The ledger's proof of this store.</summary>
    public async Task<JsonObject> Proof(CancellationToken ct = default) => (await client.Get(Path("ledger/proof"), ct)).Object;

    private static string Key() => Guid.CreateVersion7().ToString();
}
