using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Boltcards;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Taps;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Holders;

/// <inheritdoc cref="ICardReplacement"/>
internal sealed class CardReplacement(ICardService cards, CardLife life, ICardFates fates, CardSuccession succession, CardIssuer issuer, ICredentials credentials, ICardGuardMoves guards)
    : ICardReplacement
{
    public async Task<Result<Card>> ReportLost(string storeId, Guid cardId, string? by, CancellationToken cancellationToken)
    {
        // First what protects the money.
        var frozen = await cards.Freeze(storeId, cardId, cancellationToken);
        if (!frozen.Ok)
            return frozen;
        // Frozen once more together with what keeps it so: its holder may have unfrozen it in between.
        return await life.Freeze(storeId, cardId, async transaction =>
        {
            await fates.Lose(transaction, storeId, cardId, by, cancellationToken);
            return null;
        }, cancellationToken);
    }

    public Task<Result<Card>> Unfreeze(string storeId, Guid cardId, CancellationToken cancellationToken) => life.Unfreeze(storeId, cardId, async transaction =>
        await fates.IsLost(transaction, storeId, cardId, cancellationToken) ? HolderRefusals.Lost
            : await CardRepository.FrozenByStaff(transaction, storeId, cardId, cancellationToken) ? HolderRefusals.FrozenByStaff : null, cancellationToken);

    public Task<Result<IssuedCard>> Replace(string storeId, Guid cardId, CardKind kind, string? by, string? key, CancellationToken cancellationToken) =>
        Replace(storeId, cardId, kind, by, key, false, cancellationToken);

    public Task<Result<IssuedCard>> ReplaceForHolder(string storeId, Guid cardId, CardKind kind, string? by, string? key, CancellationToken cancellationToken) =>
        Replace(storeId, cardId, kind, by, key, true, cancellationToken);

    private async Task<Result<IssuedCard>> Replace(string storeId, Guid cardId, CardKind kind, string? by, string? key, bool forHolder, CancellationToken cancellationToken)
    {
        if (await Again(storeId, cardId, kind, key, cancellationToken) is { } earlier)
            return earlier;
        try
        {
            var replaced = await succession.Replace(storeId, cardId, kind, by, async (transaction, successor) =>
            {
                if (forHolder && await CardRepository.FrozenByStaff(transaction, storeId, cardId, cancellationToken))
                    return HolderRefusals.FrozenByStaff;
                await fates.Replace(transaction, storeId, cardId, successor, by, key, cancellationToken);
                await credentials.Kill(transaction, storeId, cardId, cancellationToken);
                await guards.Move(transaction, storeId, cardId, successor, cancellationToken);
                return null;
            }, cancellationToken);
            // Closed meanwhile: by somebody who replaced it, perhaps.
            return !replaced.Ok && replaced.Refusal == CardRefusals.Closed ? await Again(storeId, cardId, kind, key, cancellationToken) ?? replaced : replaced;
        }
        catch (PostgresException failure) when (fates.IsKeyTaken(failure))
        {
            // With another card's replacement, a moment before.
            return CardRefusals.KeyReused;
        }
    }

    /// <summary>What was answered before; null when neither card nor key were seen. The code that activates the new card is shown to whoever asked for it only.</summary>
    private async Task<Result<IssuedCard>?> Again(string storeId, Guid cardId, CardKind kind, string? key, CancellationToken cancellationToken)
    {
        var seen = await fates.Past(storeId, cardId, key, cancellationToken);
        if (seen.Any(row => row.CardId != cardId))
            return CardRefusals.KeyReused;
        if (seen is not [var replaced])
            return null;
        if (await issuer.Shown(storeId, replaced.NewCardId, cancellationToken) is not { } issued)
            return CardRefusals.NotFound;
        var asked = key is not null && replaced.SameKey;
        return asked && issued.Card.Kind != kind ? CardRefusals.KeyReused : issued with { ActivationCode = asked ? issued.ActivationCode : null };
    }
}
