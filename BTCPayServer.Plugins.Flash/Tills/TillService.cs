using System.Security.Cryptography;
using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Programmes;

namespace BTCPayServer.Plugins.Flash.Tills;

/// <inheritdoc cref="ITillService"/>
internal sealed class TillService(TillRepository tills, ILedger ledger, ILedgerReader reader, IProgrammes programmes, TimeProvider time) : ITillService
{
    private const int MaxAttempts = 5;
    private static readonly TimeSpan CodeLife = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(1);

    public async Task<Result<TillPairing>> Create(string storeId, string? name, string? chargeLimit, string? dayLimit, CancellationToken cancellationToken)
    {
        if (NameOf(ref name) is { } invalid)
            return invalid;
        if (await programmes.Find(storeId, cancellationToken) is not { } programme)
            return TillRefusals.ProgrammeNotFound;
        if (LimitOf(programme.Asset, "chargeLimit", chargeLimit, out var perCharge) is { } badCharge)
            return badCharge;
        if (LimitOf(programme.Asset, "dayLimit", dayLimit, out var perDay) is { } badDay)
            return badDay;
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        await using var connection = await tills.Open(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ledger.OpenAccounts(storeId, [new NewAccount(id, programme.Asset, AccountFlags.None, null, perCharge, perDay)], transaction, cancellationToken);
        await tills.Insert(transaction, storeId, id, name!, programme.Asset, now, cancellationToken);
        var (handle, secret) = TillSecrets.NewCode();
        await tills.SetCode(transaction, storeId, id, handle, TillSecrets.Hash(secret), now + CodeLife, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        var till = new Till { Id = id, StoreId = storeId, Name = name!, Asset = programme.Asset, ChargeLimit = perCharge, DayLimit = perDay, CreatedAt = now };
        return new TillPairing(till, TillSecrets.Display(handle, secret), now + CodeLife);
    }

    public async Task<Result<TillPairing>> NewCode(string storeId, Guid tillId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (handle, secret) = TillSecrets.NewCode();
        await using (var connection = await tills.Open(cancellationToken))
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            if (await tills.Lock(transaction, storeId, tillId, cancellationToken) is not { } row)
                return TillRefusals.TillNotFound;
            if (row.RevokedAt is not null)
                return TillRefusals.TillRevoked;
            await tills.SetCode(transaction, storeId, tillId, handle, TillSecrets.Hash(secret), now + CodeLife, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        return (await Find(storeId, tillId, cancellationToken)).Map(till => new TillPairing(till, TillSecrets.Display(handle, secret), now + CodeLife));
    }

    public async Task<Result<PairedTill>> Pair(string? code, CancellationToken cancellationToken)
    {
        if (!TillSecrets.TryReadCode(code, out var handle, out var secret))
            return TillRefusals.CodeInvalid;
        var now = time.GetUtcNow();
        var hash = TillSecrets.Hash(secret);
        foreach (var open in await tills.TryCode(handle, MaxAttempts, now, cancellationToken))
        {
            if (!CryptographicOperations.FixedTimeEquals(open.SecretHash, hash))
                continue;
            var token = TillSecrets.NewToken(open.StoreId);
            if (await tills.UseCode(open.StoreId, open.TillId, hash, TillSecrets.Hash(token), now, cancellationToken) is not { } row)
                break;
            return new PairedTill(token, await WithLimits(open.StoreId, row, cancellationToken));
        }
        return TillRefusals.CodeInvalid;
    }

    public async Task<TillIdentity?> Authenticate(string token, CancellationToken cancellationToken)
    {
        // The token's hash is what the index finds: timing tells a guesser nothing about the token itself.
        if (!TillSecrets.TryReadToken(token, out var storeId) || await tills.ByToken(storeId, TillSecrets.Hash(token), cancellationToken) is not { } till)
            return null;
        var now = time.GetUtcNow();
        if (till.LastSeenAt is null || till.LastSeenAt < now - SeenEvery)
            await tills.Seen(storeId, till.Id, now, now - SeenEvery, cancellationToken);
        return new TillIdentity(storeId, till.Id, till.Name);
    }

    public async Task<IReadOnlyList<Till>> List(string storeId, CancellationToken cancellationToken)
    {
        var rows = await tills.List(storeId, null, cancellationToken);
        var accounts = await reader.Accounts(storeId, [.. rows.Select(r => r.Id)], cancellationToken);
        return [.. rows.Select(r => From(storeId, r, accounts.GetValueOrDefault(r.Id)))];
    }

    public async Task<Result<Till>> Find(string storeId, Guid tillId, CancellationToken cancellationToken) =>
        (await tills.List(storeId, tillId, cancellationToken)) is [var row] ? await WithLimits(storeId, row, cancellationToken) : TillRefusals.TillNotFound;

    public async Task<Result<Till>> Revoke(string storeId, Guid tillId, CancellationToken cancellationToken)
    {
        if ((await tills.List(storeId, tillId, cancellationToken)).Count == 0)
            return TillRefusals.TillNotFound;
        await using (var connection = await tills.Open(cancellationToken))
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            // With the account frozen the ledger refuses even a charge whose token was read a moment ago.
            await ledger.ChangeAccount(storeId, tillId, new AccountChange(Set: AccountFlags.Frozen), transaction, cancellationToken);
            await tills.Revoke(transaction, storeId, tillId, time.GetUtcNow(), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        return await Find(storeId, tillId, cancellationToken);
    }

    public async Task<Result<Till>> Update(string storeId, Guid tillId, TillUpdate update, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(update);
        if (await tills.List(storeId, tillId, cancellationToken) is not [var row])
            return TillRefusals.TillNotFound;
        var name = update.Name.Value;
        if (update.Name.Given && NameOf(ref name) is { } invalid)
            return invalid;
        var asset = new Asset(row.Asset, row.Scale);
        if (LimitOf(asset, "chargeLimit", update.ChargeLimit.Value, out var perCharge) is { } badCharge)
            return badCharge;
        if (LimitOf(asset, "dayLimit", update.DayLimit.Value, out var perDay) is { } badDay)
            return badDay;
        await using var connection = await tills.Open(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // A change of nothing takes the store's lock: what is not given stays as it is now, also when somebody changes it at the same time.
        var account = await ledger.ChangeAccount(storeId, tillId, new AccountChange(), transaction, cancellationToken);
        if (account is null || account.Flags.HasFlag(AccountFlags.Frozen))
            return TillRefusals.TillRevoked;
        var limits = new AccountLimits(update.ChargeLimit.Given ? perCharge : account.ChargeLimit, update.DayLimit.Given ? perDay : account.PeriodLimit);
        account = await ledger.ChangeAccount(storeId, tillId, new AccountChange(Limits: limits), transaction, cancellationToken);
        if (update.Name.Given)
            row = await tills.Rename(transaction, storeId, tillId, name!, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return From(storeId, row, account);
    }

    private async Task<Till> WithLimits(string storeId, TillRow row, CancellationToken cancellationToken) =>
        From(storeId, row, (await reader.Accounts(storeId, [row.Id], cancellationToken)).GetValueOrDefault(row.Id));

    private static Till From(string storeId, TillRow row, Account? account) => new()
    {
        Id = row.Id,
        StoreId = storeId,
        Name = row.Name,
        Asset = new Asset(row.Asset, row.Scale),
        ChargeLimit = account?.ChargeLimit,
        DayLimit = account?.PeriodLimit,
        CreatedAt = row.CreatedAt,
        PairedAt = row.PairedAt,
        LastSeenAt = row.LastSeenAt,
        RevokedAt = row.RevokedAt,
    };

    private static Refusal? NameOf(ref string? name)
    {
        name = name?.Trim();
        return string.IsNullOrEmpty(name) ? Refusal.Invalid("name", "Give the till a name.") : Text.Check("name", name, 100);
    }

    private static Refusal? LimitOf(Asset asset, string path, string? text, out long? limit)
    {
        limit = null;
        if (text is null)
            return null;
        if (!asset.TryParse(text, out var value) || value <= 0)
            return Refusal.Invalid(path, $"A decimal string in {asset.Code} above zero, with at most {asset.Scale} decimals.");
        limit = value;
        return null;
    }
}
