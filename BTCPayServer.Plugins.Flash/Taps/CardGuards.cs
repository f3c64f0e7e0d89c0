using System.Security.Cryptography;
using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Data;
using Dapper;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <summary>PIN and sleep of cards.</summary>
internal sealed class CardGuards(FlashDatabase database, StoreSecrets secrets, ICardFinder cards, TimeProvider time) : ICardPin, ICardSleep, ICardGuardMoves
{
    private const int MaxMinutes = 60 * 24;
    private const string Select = """
        select pin_hash is not null HasPin, pin_limit PinLimit, pin_attempts PinAttempts, wake_minutes WakeMinutes, awake_until AwakeUntil
          from flash.card_guards where store_id = @storeId and card_id = @cardId
        """;

    public async Task<Result<CardGuard>> Find(string storeId, Guid cardId, CancellationToken cancellationToken) =>
        await cards.ById(storeId, cardId, cancellationToken) is null ? TapRefusals.CardNotFound : await Read(storeId, cardId, cancellationToken);

    public async Task<Result<CardGuard>> Set(string storeId, Guid cardId, string? pin, string? limit, CancellationToken cancellationToken)
    {
        if (await cards.ById(storeId, cardId, cancellationToken) is not { } card)
            return TapRefusals.CardNotFound;
        if (!IsPin(pin))
            return Refusal.Invalid("pin", "4 to 8 digits.");
        long from = 0;
        if (limit is not null && (!card.Asset.TryParse(limit, out from) || from < 0))
            return Refusal.Invalid("limit", $"A decimal string in {card.Asset.Code}, not below zero, with at most {card.Asset.Scale} decimals.");
        var salt = RandomNumberGenerator.GetBytes(PinHash.SaltSize);
        var hash = await Hash(storeId, cardId, pin!, salt, cancellationToken);
        return await Change(storeId, cardId, "pin_hash = @hash, pin_salt = @salt, pin_for = @cardId, pin_limit = @from, pin_attempts = 0", new { hash, salt, from }, cancellationToken);
    }

    public Task<Result<CardGuard>> Remove(string storeId, Guid cardId, CancellationToken cancellationToken) =>
        Change(storeId, cardId, "pin_hash = null, pin_salt = null, pin_for = null, pin_limit = 0, pin_attempts = 0", null, cancellationToken);

    public async Task<Result<CardGuard>> Unlock(string storeId, Guid cardId, CancellationToken cancellationToken)
    {
        var guard = await Find(storeId, cardId, cancellationToken);
        if (!guard.Ok)
            return guard;
        return guard.Value.HasPin ? await Change(storeId, cardId, "pin_attempts = 0", null, cancellationToken) : TapRefusals.PinNotSet;
    }

    public async Task<Refusal?> Verify(string storeId, Guid cardId, string? pin, CancellationToken cancellationToken)
    {
        var guard = await Read(storeId, cardId, cancellationToken);
        if (!guard.HasPin)
            return null;
        if (guard.Locked)
            return TapRefusals.CardLocked;
        if (string.IsNullOrEmpty(pin))
            return TapRefusals.PinRequired;
        // What can be no PIN is no try at guessing one.
        if (!IsPin(pin))
            return TapRefusals.PinWrong;
        var (hash, salt, madeFor, tries) = await Count(storeId, cardId, cancellationToken);
        if (hash is null || salt is null)
            return TapRefusals.CardLocked;
        // Counted, the try is seen through.
        var tried = await Hash(storeId, madeFor, pin, salt, CancellationToken.None);
        if (!CryptographicOperations.FixedTimeEquals(hash, tried))
            return tries >= CardGuard.MaxAttempts ? TapRefusals.CardLocked : TapRefusals.PinWrong;
        await using var connection = await database.Open(CancellationToken.None);
        // Of this PIN: another one may have been set meanwhile.
        await connection.ExecuteAsync(new CommandDefinition("update flash.card_guards set pin_attempts = 0 where store_id = @storeId and card_id = @cardId and pin_hash = @hash",
            new { storeId, cardId, hash }, cancellationToken: CancellationToken.None));
        return null;
    }

    public async Task<Result<CardGuard>> SetSleep(string storeId, Guid cardId, int? minutes, CancellationToken cancellationToken) =>
        minutes is < 1 or > MaxMinutes
            ? Refusal.Invalid("minutes", $"1 to {MaxMinutes}, or null to switch sleep mode off.")
            : await Change(storeId, cardId, "wake_minutes = @minutes, awake_until = null", new { minutes }, cancellationToken);

    public Task<Result<CardGuard>> Wake(string storeId, Guid cardId, CancellationToken cancellationToken) =>
        ChangeSleep(storeId, cardId, "awake_until = @now + make_interval(mins => card_guards.wake_minutes)", cancellationToken);

    public Task<Result<CardGuard>> Sleep(string storeId, Guid cardId, CancellationToken cancellationToken) => ChangeSleep(storeId, cardId, "awake_until = null", cancellationToken);

    // Of a PIN that is changed at the same time the later one counts: the row is read behind its lock.
    public Task Move(NpgsqlTransaction transaction, string storeId, Guid oldCardId, Guid newCardId, CancellationToken cancellationToken) =>
        transaction.Connection!.ExecuteAsync(new CommandDefinition("""
            insert into flash.card_guards (store_id, card_id, pin_hash, pin_salt, pin_for, pin_limit, wake_minutes, updated_at)
            select store_id, @newCardId, pin_hash, pin_salt, pin_for, pin_limit, wake_minutes, @now from flash.card_guards where store_id = @storeId and card_id = @oldCardId for update
            on conflict (store_id, card_id) do update set pin_hash = excluded.pin_hash, pin_salt = excluded.pin_salt, pin_for = excluded.pin_for, pin_limit = excluded.pin_limit,
              pin_attempts = 0, wake_minutes = excluded.wake_minutes, awake_until = null, updated_at = excluded.updated_at
            """, new { storeId, oldCardId, newCardId, now = time.GetUtcNow() }, transaction, cancellationToken: cancellationToken));

    /// <summary>What guards a card; nothing when it has no row.</summary>
    private async Task<CardGuard> Read(string storeId, Guid cardId, CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<CardGuard>(new CommandDefinition(Select, new { storeId, cardId }, cancellationToken: cancellationToken)) ?? new CardGuard();
    }

    /// <summary>Counts a try, unless three are counted; answers what it is held against. No connection is held while the hash is made.</summary>
    private async Task<(byte[]? Hash, byte[]? Salt, Guid For, short Tries)> Count(string storeId, Guid cardId, CancellationToken cancellationToken)
    {
        await using var connection = await database.Open(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<(byte[]?, byte[]?, Guid, short)>(new CommandDefinition("""
            update flash.card_guards set pin_attempts = pin_attempts + 1 where store_id = @storeId and card_id = @cardId and pin_hash is not null and pin_attempts < @MaxAttempts
            returning pin_hash, pin_salt, pin_for, pin_attempts
            """, new { storeId, cardId, CardGuard.MaxAttempts }, cancellationToken: cancellationToken));
    }

    private async Task<Result<CardGuard>> ChangeSleep(string storeId, Guid cardId, string set, CancellationToken cancellationToken)
    {
        var guard = await Find(storeId, cardId, cancellationToken);
        if (!guard.Ok)
            return guard;
        return guard.Value.WakeMinutes is null ? TapRefusals.SleepOff : await Change(storeId, cardId, set, null, cancellationToken);
    }

    private async Task<Result<CardGuard>> Change(string storeId, Guid cardId, string set, object? values, CancellationToken cancellationToken)
    {
        if (await cards.ById(storeId, cardId, cancellationToken) is null)
            return TapRefusals.CardNotFound;
        var arguments = new DynamicParameters(values);
        arguments.Add("storeId", storeId);
        arguments.Add("cardId", cardId);
        arguments.Add("now", time.GetUtcNow());
        await using (var connection = await database.Open(cancellationToken))
            await connection.ExecuteAsync(new CommandDefinition($"""
            insert into flash.card_guards (store_id, card_id, updated_at) values (@storeId, @cardId, @now) on conflict do nothing;
            update flash.card_guards set {set}, updated_at = @now where store_id = @storeId and card_id = @cardId
            """, arguments, cancellationToken: cancellationToken));
        return await Read(storeId, cardId, cancellationToken);
    }

    private async Task<byte[]> Hash(string storeId, Guid cardId, string pin, byte[] salt, CancellationToken cancellationToken) =>
        await PinHash.Of(pin, salt, await secrets.Of(storeId, "pins", "BTCPayServer.Plugins.Flash.Pins", 32, cancellationToken), storeId, cardId, cancellationToken);

    private static bool IsPin(string? pin) => pin is { Length: >= 4 and <= 8 } && pin.All(char.IsAsciiDigit);
}
