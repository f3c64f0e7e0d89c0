using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Data;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Programmes;
using Dapper;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Cards;

/// <summary>Makes cards: rows, accounts and secrets in one transaction, once for a key.</summary>
internal sealed class CardIssuer(FlashDatabase database, ILedger ledger, CardRepository cards, CardSecrets secrets, TimeProvider time)
{
    /// <summary>The most cards in one call.</summary>
    public const int MaxBatch = 10_000;

    public async Task<Result<IssuedCard>> Issue(string storeId, IssueCard command, string key, CancellationToken cancellationToken)
    {
        var holder = CardRules.Text("holder", command.Holder, CardRules.MaxHolder);
        var label = CardRules.Text("label", command.Label, CardRules.MaxLabel);
        var metadata = CardRules.Metadata(command.Metadata);
        if ((holder.Refusal ?? label.Refusal ?? metadata.Refusal) is { } wrong)
            return wrong;
        var design = new Design(command.Kind, holder.Value.Value, label.Value.Value, metadata.Value.Value, command.Limits);
        return (await Issue(storeId, design, null, key, cancellationToken)).Map(batch => batch.Cards[0]);
    }

    public async Task<Result<CardBatch>> IssueBatch(string storeId, IssueCards command, string key, CancellationToken cancellationToken)
    {
        if (command.Count is < 1 or > MaxBatch)
            return Refusal.Invalid("count", $"A whole number from 1 to {MaxBatch}.");
        var label = CardRules.Text("label", command.Label, CardRules.MaxLabel);
        return label.Ok ? await Issue(storeId, new Design(command.Kind, null, label.Value.Value, null, command.Limits), command.Count, key, cancellationToken) : label.Refusal;
    }

    /// <summary>A card with its secrets, as its issue shows them when it is repeated: the code until the card is active. Null when there is no such card.</summary>
    public async Task<IssuedCard?> Shown(string storeId, Guid id, CancellationToken cancellationToken) =>
        await cards.ById(storeId, id, cancellationToken) is { } card ? Shown(card, await secrets.Of(storeId, cancellationToken)) : null;

    private static IssuedCard Shown(Card card, CardSecret secret) => new(card, card.ActivatedAt is null ? secret.ActivationCode(card.Id) : null, secret.Token(card.Id));

    private async Task<Result<CardBatch>> Issue(string storeId, Design design, int? count, string key, CancellationToken cancellationToken)
    {
        var secret = await secrets.Of(storeId, cancellationToken);
        await using var connection = await database.Open(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await ProgrammeRepository.Share(transaction, storeId, cancellationToken) is not { } programme)
            return ProgrammeRefusals.NotFound;
        var own = CardRules.Limits(design.Limits, programme.Asset);
        if (!own.Ok)
            return own.Refusal;

        var id = Guid.CreateVersion7();
        var content = design.Content(count);
        // Whoever comes second with the same key waits here for the first.
        var first = await connection.ExecuteAsync(new CommandDefinition("""
            insert into flash.card_issues (store_id, key, content, id, created_at) values (@storeId, @key, @content, @id, @now) on conflict do nothing
            """, new { storeId, key, content, id, now = time.GetUtcNow() }, transaction, cancellationToken: cancellationToken));
        IReadOnlyList<Card> issued;
        if (first == 1)
        {
            Guid[] ids = count is null ? [id] : [.. Enumerable.Range(0, count.Value).Select(_ => Guid.CreateVersion7())];
            await Insert(transaction, storeId, ids, count is null ? null : id, design, own.Value.Value is not null, secret, cancellationToken);
            var limits = own.Value.Value ?? new AccountLimits(programme.ChargeLimit, programme.DayLimit);
            var flags = AccountFlags.Guarded | AccountFlags.Inactive | (own.Value.Value is null ? AccountFlags.SharedLimits : AccountFlags.None);
            await ledger.OpenAccounts(storeId, [.. ids.Select(card => new NewAccount(card, programme.Asset, flags, null, limits.Charge, limits.Period))], transaction, cancellationToken);
            issued = await cards.ByIds(transaction, storeId, ids, cancellationToken);
        }
        else
        {
            var (earlier, earlierContent) = await connection.QuerySingleAsync<(Guid, Guid)>(new CommandDefinition(
                "select id, content from flash.card_issues where store_id = @storeId and key = @key", new { storeId, key }, transaction, cancellationToken: cancellationToken));
            if (earlierContent != content)
                return CardRefusals.KeyReused;
            id = earlier;
            issued = count is null ? await cards.ByIds(transaction, storeId, [earlier], cancellationToken) : await cards.OfBatch(transaction, storeId, earlier, cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
        return new CardBatch(id, [.. issued.Select(card => Shown(card, secret))]);
    }

    private async Task Insert(NpgsqlTransaction transaction, string storeId, Guid[] ids, Guid? batch, Design design, bool ownLimits, CardSecret secret, CancellationToken cancellationToken)
    {
        var missing = ids;
        // A number that is taken already is not inserted: its card gets another.
        while (missing.Length > 0)
        {
            var arguments = new
            {
                storeId,
                batch,
                ids = missing,
                numbers = missing.Select(_ => CardNumber.Generate()).ToArray(),
                tokens = missing.Select(id => secret.TokenHash(secret.Token(id))!).ToArray(),
                codes = missing.Select(id => secret.CodeHash(id, secret.ActivationCode(id))).ToArray(),
                kind = (short)design.Kind,
                design.Holder,
                design.Label,
                design.Metadata,
                ownLimits,
                now = time.GetUtcNow()
            };
            var inserted = await transaction.Connection!.QueryAsync<Guid>(new CommandDefinition("""
                insert into flash.cards (store_id, id, number, kind, holder, label, metadata, own_limits, batch_id, token_hash, activation_hash, issued_at)
                select @storeId, u.id, u.number, @kind, @Holder, @Label, @Metadata::jsonb, @ownLimits, @batch, u.token, u.code, @now
                  from unnest(@ids, @numbers, @tokens, @codes) as u (id, number, token, code)
                on conflict (store_id, number) do nothing returning id
                """, arguments, transaction, cancellationToken: cancellationToken));
            missing = [.. missing.Except(inserted)];
        }
    }

    private sealed record Design(CardKind Kind, string? Holder, string? Label, string? Metadata, CardLimits? Limits)
    {
        /// <summary>Names what was asked for, so that a key that comes again with something else is noticed.</summary>
        public Guid Content(int? count)
        {
            var text = string.Join('\n', new[] { count?.ToString(CultureInfo.InvariantCulture), Kind.ToString(), Holder, Label, Metadata, Limits is null ? null : "own", Limits?.Charge, Limits?.Day }
                .Select(part => part is null ? "-" : $"{part.Length}:{part}"));
            return new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
        }
    }
}
