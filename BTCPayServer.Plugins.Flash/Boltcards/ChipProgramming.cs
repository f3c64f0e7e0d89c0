using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Boltcards.Chip;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Data;
using Microsoft.AspNetCore.DataProtection;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Boltcards;

/// <summary>Programs and wipes chips: who may have which keys, and what is known of the chip afterwards.</summary>
internal sealed class ChipProgramming(FlashDatabase database, ProgrammingRepository chips, ICredentials credentials, IssuerKeys keys, TapCodes codes, ICardFinder cards,
    IDataProtectionProvider protection, TimeProvider time) : IChipProgramming
{
    /// <summary>How long a link works.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    // A tap is tried with the proven version and with those given out after it.
    private const int MaxUnproven = Credentials.Tries - 1;

    public async Task<Result<ProgrammingLink>> Program(string storeId, Guid cardId, string? uid, string? by, string serverUrl, CancellationToken cancellationToken)
    {
        if (await cards.ById(storeId, cardId, cancellationToken) is not { } card)
            return CardRefusals.NotFound;
        if (card.State == CardState.Closed)
            return CardRefusals.Closed;
        return await Link(storeId, cardId, ProgrammingAction.Set, uid, null, by, serverUrl, cancellationToken);
    }

    public async Task<Result<ProgrammingLink>> Wipe(string storeId, Guid cardId, string? uid, int? version, string? by, string serverUrl, CancellationToken cancellationToken)
    {
        if (await cards.ById(storeId, cardId, cancellationToken) is null)
            return CardRefusals.NotFound;
        if (await credentials.Find(storeId, cardId, cancellationToken) is not { } chip)
            return BoltcardRefusals.NoChip;
        if (version is { } asked && (asked < 0 || asked > chip.Issued))
            return Refusal.Invalid("version", $"A version from 0 to {chip.Issued}.");
        return await Link(storeId, cardId, ProgrammingAction.Reset, uid, version, by, serverUrl, cancellationToken);
    }

    public async Task<Result<KeysResponse>> Keys(string secret, KeysRequest request, string serverUrl, CancellationToken cancellationToken)
    {
        var redeemed = await Redeem(secret, request, cancellationToken);
        return redeemed.Ok
            ? KeysResponse.For(await credentials.TapUrl(redeemed.Value.StoreId, serverUrl, cancellationToken), (uint)redeemed.Value.Version, redeemed.Value.Keys)
            : redeemed.Refusal;
    }

    public async Task<Result<object>> Form(string secret, string serverUrl, CancellationToken cancellationToken)
    {
        var redeemed = await Redeem(secret, null, cancellationToken);
        if (!redeemed.Ok)
            return redeemed.Refusal;
        var given = redeemed.Value;
        return given.Action == ProgrammingAction.Reset
            ? WipeBoltCard.For(given.Uid, given.Keys)
            : CreateBoltCardResponse.For($"Flash {given.CardName}", await credentials.TapUrl(given.StoreId, serverUrl, cancellationToken), given.Keys);
    }

    public async Task<Result<ChipStatus>> Status(string storeId, Guid cardId, CancellationToken cancellationToken)
    {
        if (await cards.ById(storeId, cardId, cancellationToken) is not { } card)
            return CardRefusals.NotFound;
        return new ChipStatus(await credentials.Find(storeId, card.Id, cancellationToken), await chips.Journal(storeId, card.Id, cancellationToken),
            await codes.Of(storeId, cancellationToken));
    }

    public async Task<Result<ChipStatus>> Wiped(string storeId, Guid cardId, string? by, CancellationToken cancellationToken)
    {
        await using (var connection = await database.Open(cancellationToken))
        await using (var transaction = await connection.BeginTransactionAsync(cancellationToken))
        {
            await chips.Lock(transaction, storeId, cardId, cancellationToken);
            if (await chips.Living(transaction, storeId, cardId, cancellationToken) is not { } chip)
                return await cards.ById(transaction, storeId, cardId, cancellationToken) is null ? CardRefusals.NotFound : BoltcardRefusals.NoChip;
            if (chip.Life == CredentialState.Active)
                return BoltcardRefusals.NotResetting;
            await chips.Note(transaction, chip, ProgrammingAction.Reset, ProgrammingStage.Confirmed, chip.Version ?? chip.Issued, by, cancellationToken);
            Forget(chip, CredentialState.Reset);
            await chips.Save(transaction, chip, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        return await Status(storeId, cardId, cancellationToken);
    }

    public async Task<Result<ChipStatus>> Verify(string storeId, Guid cardId, string? url, CancellationToken cancellationToken)
    {
        if (await cards.ById(storeId, cardId, cancellationToken) is null)
            return CardRefusals.NotFound;
        if (SunMessage.TryParseUrl(url?.Trim()) is not { } tap)
            return Refusal.Invalid("url", "This is not what a chip gives when it is tapped.");
        var tapped = await credentials.Verify(await codes.Of(storeId, cancellationToken), tap.P, tap.C, cancellationToken);
        if (!tapped.Ok)
            return tapped.Refusal;
        return tapped.Value.CardId == cardId ? await Status(storeId, cardId, cancellationToken) : BoltcardRefusals.NoChip;
    }

    private async Task<Result<ProgrammingLink>> Link(string storeId, Guid cardId, ProgrammingAction action, string? uid, int? version, string? by, string serverUrl, CancellationToken cancellationToken)
    {
        string? sealedUid = null;
        if (!string.IsNullOrWhiteSpace(uid))
        {
            if (ChipUid.TryParse(uid.Trim().Replace(":", "", StringComparison.Ordinal)) is not { } known)
                return Refusal.Invalid("uid", "The UID of a chip has 14 hex digits.");
            sealedUid = Protector(storeId).Protect(known.ToString());
        }
        var secret = LinkSecrets.New(await codes.Of(storeId, cancellationToken));
        var link = new ProgrammingLink(Guid.CreateVersion7(), cardId, action, new Uri($"{serverUrl}/flash/program/{secret}"), sealedUid is not null, time.GetUtcNow() + Lifetime);
        await chips.AddLink(storeId, link, LinkSecrets.Hash(secret), sealedUid, version, by, cancellationToken);
        return link;
    }

    /// <summary>Gives the keys that a link is for, and uses it up, in one transaction. <paramref name="request"/> null: the chip is the one that the link was made for.</summary>
    private async Task<Result<Given>> Redeem(string secret, KeysRequest? request, CancellationToken cancellationToken)
    {
        if (await codes.Store(LinkSecrets.TapCode(secret), cancellationToken) is not { } storeId)
            return BoltcardRefusals.LinkInvalid;
        var issuer = await keys.Of(storeId, cancellationToken);
        await using var connection = await database.Open(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await chips.UseLink(transaction, storeId, LinkSecrets.Hash(secret), cancellationToken) is not { } link)
            return BoltcardRefusals.LinkInvalid;
        await chips.Lock(transaction, storeId, link.CardId, cancellationToken);

        var known = link.SealedUid is null ? null : ChipUid.TryParse(Protector(storeId).Unprotect(link.SealedUid));
        var tap = request?.ParseTap();
        var claim = tap is null ? null : SunMessage.TryDecrypt(tap.P, issuer.EncryptionKey);
        var uid = request is null ? known : request.ParseUid() ?? claim?.Uid;
        if (tap is not null && claim is null)
            return BoltcardRefusals.TapInvalid;
        if (uid is not { } chip || (known is not null && known != uid) || (tap is not null && link.Action == (short)ProgrammingAction.Set))
            return BoltcardRefusals.LinkMismatch;

        var version = link.Action == (short)ProgrammingAction.Set
            ? await Set(transaction, storeId, link, Credentials.Identifier(issuer, chip), cancellationToken)
            : await Reset(transaction, storeId, link, issuer, chip, claim, tap?.C, cancellationToken);
        if (!version.Ok)
            return version.Refusal;
        var card = await cards.ById(transaction, storeId, link.CardId, cancellationToken);
        // Durable before anybody has the keys.
        await transaction.CommitAsync(cancellationToken);
        return new Given(storeId, (ProgrammingAction)link.Action, chip, version.Value, issuer.CardKeys(chip, (uint)version.Value), card?.Last4 ?? "");
    }

    private async Task<Result<int>> Set(NpgsqlTransaction transaction, string storeId, LinkRow link, byte[] identifier, CancellationToken cancellationToken)
    {
        if (await cards.ById(transaction, storeId, link.CardId, cancellationToken) is not { State: not CardState.Closed })
            return CardRefusals.Closed;
        await chips.Add(transaction, storeId, link.CardId, identifier, cancellationToken);
        var chip = (await chips.Chip(transaction, storeId, identifier, cancellationToken))!;
        if (chip.Life == CredentialState.Dead)
            return BoltcardRefusals.ChipDead;
        if (chip.CardId != link.CardId && chip.Life != CredentialState.Reset)
            return BoltcardRefusals.ChipInUse;
        if (await chips.Living(transaction, storeId, link.CardId, cancellationToken) is { } other && other.Id != chip.Id)
        {
            if (other.Life == CredentialState.Active)
                return BoltcardRefusals.CardHasChip;
            // It was never seen with its keys, or was on its way to be wiped: it leaves the card, and can be wiped later.
            other.State = (short)CredentialState.Reset;
            await chips.Save(transaction, other, cancellationToken);
        }
        if (chip.Life is CredentialState.Reset or CredentialState.Resetting)
            Forget(chip, CredentialState.Pending);
        if (chip.Issued - Math.Max(chip.Version ?? -1, chip.Floor - 1) >= MaxUnproven)
            return BoltcardRefusals.ChipUnconfirmed;
        chip.Issued++;
        chip.CardId = link.CardId;
        await chips.Save(transaction, chip, cancellationToken);
        await chips.Note(transaction, chip, ProgrammingAction.Set, ProgrammingStage.Requested, chip.Issued, link.CreatedBy, cancellationToken);
        return chip.Issued;
    }

    private async Task<Result<int>> Reset(NpgsqlTransaction transaction, string storeId, LinkRow link, IssuerKey issuer, ChipUid uid, PiccData? claim, string? c, CancellationToken cancellationToken)
    {
        var chip = await chips.Chip(transaction, storeId, Credentials.Identifier(issuer, uid), cancellationToken);
        int version;
        if (claim is not null)
        {
            // Every version that there ever was: a chip that stopped half-way, or that was given up, may have any.
            var tries = chip is null ? [] : chip.Versions().Concat(Enumerable.Range(0, chip.Issued + 1).Reverse()).Distinct();
            if (tries.Select(v => (int?)v).FirstOrDefault(v => claim.Verify(c, issuer.MacKey(uid, (uint)v!.Value))) is not { } proven)
                return BoltcardRefusals.TapInvalid;
            version = proven;
        }
        else
            version = link.Version ?? chip?.Version ?? chip?.Issued ?? -1;
        if (chip is null || chip.CardId != link.CardId || version < 0 || version > chip.Issued)
            return BoltcardRefusals.NoChip;
        if (claim is not null && version == chip.Version)
        {
            if (claim.Counter <= chip.Counter)
                return BoltcardRefusals.Replayed;
            chip.Counter = claim.Counter;
        }
        if (chip.Life is CredentialState.Pending or CredentialState.Active)
            chip.State = (short)CredentialState.Resetting;
        await chips.Save(transaction, chip, cancellationToken);
        await chips.Note(transaction, chip, ProgrammingAction.Reset, ProgrammingStage.Requested, version, link.CreatedBy, cancellationToken);
        return version;
    }

    /// <summary>No version that was given out so far counts any more.</summary>
    private static void Forget(CredentialRow chip, CredentialState state) =>
        (chip.State, chip.Version, chip.Floor, chip.Counter) = ((short)state, null, chip.Issued + 1, -1);

    private IDataProtector Protector(string storeId) => protection.CreateProtector("BTCPayServer.Plugins.Flash.ProgrammingLinks", storeId);

    private sealed record Given(string StoreId, ProgrammingAction Action, ChipUid Uid, int Version, CardKeys Keys, string CardName);
}
