using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Data;
using Dapper;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <inheritdoc cref="ISpendingGuard"/>
internal sealed class SpendingGuard(FlashDatabase database, ICardPin pins, TimeProvider time) : ISpendingGuard
{
    private readonly Gathered<(string Store, Guid Card), CardGuard> _guards = new(async keys => await Query(database, keys));

    public Task<CardGuard?> Find(string storeId, Guid cardId, CancellationToken cancellationToken) => _guards.Find((storeId, cardId), cancellationToken);

    public async Task<IReadOnlyDictionary<Guid, CardGuard>> Find(string storeId, IReadOnlyCollection<Guid> cardIds, CancellationToken cancellationToken) =>
        cardIds.Count == 0 ? new Dictionary<Guid, CardGuard>()
            : (await Query(database, [.. cardIds.Distinct().Select(id => (storeId, id))])).ToDictionary(found => found.Key.Card, found => found.Value);

    public async Task<Refusal?> Approve(string storeId, Guid cardId, CardGuard guard, long amount, string? pin, CancellationToken cancellationToken)
    {
        if (guard.Locked)
            return TapRefusals.CardLocked;
        if (guard.Asleep(time.GetUtcNow()))
            return TapRefusals.CardAsleep;
        return guard.AsksPin(amount) ? await pins.Verify(storeId, cardId, pin, cancellationToken) : null;
    }

    private static async Task<Dictionary<(string Store, Guid Card), CardGuard>> Query(FlashDatabase database, IReadOnlyCollection<(string Store, Guid Card)> keys)
    {
        await using var connection = await database.Open(CancellationToken.None);
        var rows = await connection.QueryAsync<Row>("""
            select g.store_id StoreId, g.card_id CardId, g.pin_hash is not null HasPin, g.pin_limit PinLimit, g.pin_attempts PinAttempts, g.wake_minutes WakeMinutes, g.awake_until AwakeUntil
              from flash.card_guards g join unnest(@stores, @cards) as k (store_id, card_id) on g.store_id = k.store_id and g.card_id = k.card_id
            """, new { stores = keys.Select(k => k.Store).ToArray(), cards = keys.Select(k => k.Card).ToArray() });
        return rows.ToDictionary(row => (row.StoreId, row.CardId), row => row.ToGuard());
    }

    private sealed class Row
    {
        public string StoreId { get; set; } = "";
        public Guid CardId { get; set; }
        public bool HasPin { get; set; }
        public long PinLimit { get; set; }
        public short PinAttempts { get; set; }
        public int? WakeMinutes { get; set; }
        public DateTimeOffset? AwakeUntil { get; set; }

        public CardGuard ToGuard() => new() { HasPin = HasPin, PinLimit = PinLimit, PinAttempts = PinAttempts, WakeMinutes = WakeMinutes, AwakeUntil = AwakeUntil };
    }
}
