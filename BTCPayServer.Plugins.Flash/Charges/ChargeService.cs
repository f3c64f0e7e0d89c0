using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Data;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Programmes;
using BTCPayServer.Plugins.Flash.Taps;
using Newtonsoft.Json.Linq;

namespace BTCPayServer.Plugins.Flash.Charges;

/// <inheritdoc cref="IChargeService"/>
internal sealed class ChargeService(ILedger ledger, ILedgerReader reader, ILedgerSearch search, CardLookup cards, ISpendingGuard guards, IProgrammes programmes, TimeProvider time)
    : IChargeService
{
    private const int MaxMinutes = 60 * 24 * 365;

    public async Task<Result<Charge>> Authorise(string storeId, ChargeActor actor, AuthoriseCharge command, CancellationToken cancellationToken)
    {
        if (Check(command) is { } invalid)
            return invalid;
        var metadata = Text.JsonObject("metadata", command.Metadata, 4096);
        if (metadata.Refusal is not null)
            return metadata.Refusal;
        if (await programmes.Find(storeId, cancellationToken) is not { } programme)
            return ChargeRefusals.ProgrammeNotFound;
        if (AmountOf(programme, command.Amount, out var amount) is { } badAmount)
            return badAmount;
        var card = await cards.Find(storeId, command.Card, cancellationToken);
        if (!card.Ok)
            return card.Refusal;
        var key = $"charge:{actor.Scope}:{command.Key}";
        if (await Guard(storeId, card.Value.Id, key, amount, command.Pin, cancellationToken) is { } guarded)
            return guarded;
        var sales = await ledger.StoreAccount(storeId, programme.Asset, AccountCodes.Sales, cancellationToken);
        var now = time.Now();
        var transfer = command.Capture
            ? Transfer.Post(ChargeHistory.Code, card.Value.Account.Id, sales, programme.Asset, amount)
            : Transfer.Hold(ChargeHistory.Code, card.Value.Account.Id, sales, programme.Asset, amount, now.AddMinutes(command.ExpiresInMinutes ?? programme.HoldMinutes));
        transfer = transfer with
        {
            Meter = actor.Till,
            Period = programme.Day(now),
            Reference = Blank(command.OrderReference),
            Details = new ChargeDetails
            {
                Description = Blank(command.Description),
                Metadata = metadata.Value is null ? null : new JRaw(metadata.Value),
                ExpiresInMinutes = command.Capture ? null : command.ExpiresInMinutes,
            }.ToJson(),
        };
        switch (await ledger.Write(storeId, new TransferRequest(key, transfer), cancellationToken))
        {
            case Written { Replayed: false } written:
                return ChargeHistory.Read(programme.Asset, written.Transfers[0], [], now);
            case Written replayed:
                // As it was answered first, even if it was captured or ran out since.
                var origin = await reader.Find(storeId, replayed.Transfers[0].Id, cancellationToken) ?? replayed.Transfers[0];
                return ChargeHistory.Read(programme.Asset, origin, [], origin.CreatedAt);
            case Refused refused:
                return ChargeRefusals.From(refused.Reason);
            default:
                throw new InvalidOperationException("The ledger answered neither.");
        }
    }

    public Task<Result<Charge>> Capture(string storeId, ChargeActor actor, CaptureCharge command, CancellationToken cancellationToken) =>
        Follow(storeId, command.ChargeId, command.Amount, $"capture:{actor.Scope}:{command.Key}", cancellationToken, (origin, _, amount) =>
            origin.Kind == TransferKind.Hold ? Transfer.Capture(ChargeHistory.Code, origin.Id, amount) : ChargeRefusals.AlreadyResolved);

    public Task<Result<Charge>> Void(string storeId, ChargeActor actor, VoidCharge command, CancellationToken cancellationToken) =>
        Follow(storeId, command.ChargeId, null, $"void:{actor.Scope}:{command.Key}", cancellationToken, (origin, _, _) =>
            origin.Kind == TransferKind.Hold ? Transfer.Void(ChargeHistory.Code, origin.Id) : ChargeRefusals.AlreadyResolved);

    public async Task<Result<Charge>> Refund(string storeId, ChargeActor actor, RefundCharge command, CancellationToken cancellationToken)
    {
        if (Text.Check("reason", command.Reason, 500) is { } invalid)
            return invalid;
        return await Follow(storeId, command.ChargeId, command.Amount, $"refund:{actor.Scope}:{command.Key}", cancellationToken, (origin, charge, amount) =>
            charge.CaptureId is { } captured
                ? Transfer.Refund(ChargeHistory.Code, captured, amount) with
                {
                    Meter = actor.Till,
                    Details = new ChargeDetails { Reason = Blank(command.Reason) }.ToJson(),
                }
                : ChargeRefusals.NotCaptured);
    }

    public async Task<Result<Charge>> Find(string storeId, Guid chargeId, CancellationToken cancellationToken)
    {
        if (await programmes.Find(storeId, cancellationToken) is not { } programme
            || await reader.Find(storeId, chargeId, cancellationToken) is not { } origin || !ChargeHistory.IsCharge(origin))
            return ChargeRefusals.ChargeNotFound;
        return ChargeHistory.Read(programme.Asset, origin, await Followers(storeId, [origin], cancellationToken), time.GetUtcNow());
    }

    public async Task<Result<Page<Charge>>> List(string storeId, ChargeFilter filter, CancellationToken cancellationToken)
    {
        if (!Paging.TryReadSeq(filter.Cursor, out var before))
            return ChargeRefusals.CursorInvalid;
        if (Text.Check("orderReference", filter.OrderReference, 100) is { } invalid)
            return invalid;
        if (await programmes.Find(storeId, cancellationToken) is not { } programme)
            return ChargeRefusals.ProgrammeNotFound;
        var limit = Paging.Limit(filter.Limit);
        var origins = await search.Begun(storeId, ChargeHistory.Code, filter.CardId, Blank(filter.OrderReference), before, limit + 1, cancellationToken);
        var more = origins.Count > limit;
        var page = more ? [.. origins.Take(limit)] : origins;
        var followers = (await Followers(storeId, page, cancellationToken)).ToLookup(f => f.Parent!.Value);
        var now = time.GetUtcNow();
        return new Page<Charge>([.. page.Select(o => ChargeHistory.Read(programme.Asset, o, Of(o.Id), now))], more ? Paging.Cursor(page[^1].Seq) : null);

        List<TransferRecord> Of(Guid origin)
        {
            List<TransferRecord> own = [.. followers[origin]];
            if (own.Find(f => f.Kind == TransferKind.Capture) is { } capture)
                own.AddRange(followers[capture.Id]);
            return own;
        }
    }

    /// <summary>Captures, voids or refunds, and answers the charge as it was right after: a retry answers the same.</summary>
    private async Task<Result<Charge>> Follow(string storeId, Guid chargeId, string? amountText, string key, CancellationToken cancellationToken,
        Func<TransferRecord, Charge, long?, Result<Transfer>> decide)
    {
        if (await programmes.Find(storeId, cancellationToken) is not { } programme
            || await reader.Find(storeId, chargeId, cancellationToken) is not { } origin || !ChargeHistory.IsCharge(origin))
            return ChargeRefusals.ChargeNotFound;
        long? amount = null;
        if (amountText is not null)
        {
            if (AmountOf(programme, amountText, out var value) is { } invalid)
                return invalid;
            amount = value;
        }
        var before = ChargeHistory.Read(programme.Asset, origin, await Followers(storeId, [origin], cancellationToken), time.GetUtcNow());
        var transfer = decide(origin, before, amount);
        if (!transfer.Ok)
            return transfer.Refusal;
        switch (await ledger.Write(storeId, new TransferRequest(key, transfer.Value), cancellationToken))
        {
            case Written written:
                var done = written.Transfers[0];
                var followers = await Followers(storeId, [origin], cancellationToken);
                return ChargeHistory.Read(programme.Asset, origin, [.. followers.Where(f => f.Seq <= done.Seq)], done.CreatedAt);
            case Refused refused:
                return ChargeRefusals.From(refused.Reason);
            default:
                throw new InvalidOperationException("The ledger answered neither.");
        }
    }

    /// <summary>What PIN or sleep mode have against a charge; null: nothing.</summary>
    private async Task<Refusal?> Guard(string storeId, Guid cardId, string key, long amount, string? pin, CancellationToken cancellationToken)
    {
        if (await guards.Find(storeId, cardId, cancellationToken) is not { } guard || !guard.StandsInTheWay(amount, time.GetUtcNow()))
            return null;
        // Under a key that was used the ledger writes nothing more: it answers what it answered first, whatever guards the card by now.
        return await reader.FindByKey(storeId, key, cancellationToken) is null ? await guards.Approve(storeId, cardId, guard, amount, pin, cancellationToken) : null;
    }

    private async Task<IReadOnlyList<TransferRecord>> Followers(string storeId, IReadOnlyList<TransferRecord> origins, CancellationToken cancellationToken)
    {
        var direct = await reader.Children(storeId, [.. origins.Select(o => o.Id)], cancellationToken);
        var captures = direct.Where(d => d.Kind == TransferKind.Capture).Select(d => d.Id).ToArray();
        return captures.Length == 0 ? direct : [.. direct, .. await reader.Children(storeId, captures, cancellationToken)];
    }

    private static Refusal? Check(AuthoriseCharge command)
    {
        if (command.ExpiresInMinutes is < 1 or > MaxMinutes)
            return Refusal.Invalid("expiresInMinutes", $"1 to {MaxMinutes}.");
        return Text.Check("orderReference", command.OrderReference, 100) ?? Text.Check("description", command.Description, 500);
    }

    private static Refusal? AmountOf(Programme programme, string? text, out long amount) =>
        !programme.Asset.TryParse(text, out amount)
            ? Refusal.Invalid("amount", $"A decimal string in {programme.Asset.Code}, with at most {programme.Asset.Scale} decimals.")
            : amount <= 0 ? Refusal.Invalid("amount", "Above zero.") : null;

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
