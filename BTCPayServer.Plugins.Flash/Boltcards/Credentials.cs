using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Boltcards.Chip;
using BTCPayServer.Plugins.Flash.Cards;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Boltcards;

/// <summary>Verifies taps. MAC first, then the counter: what does not verify changes nothing.</summary>
internal sealed class Credentials(TapCodes codes, IssuerKeys keys, CredentialRepository credentials, ICardFinder cards, TimeProvider time) : ICredentials
{
    /// <summary>How many versions a tap is tried with: the proven one, and keys that were given out after it.</summary>
    public const int Tries = 8;

    // Stands in for a claim that could not be decrypted.
    private static readonly PiccData Nobody = new(ChipUid.FromBytes(new byte[ChipUid.Size]), 0);

    public async Task<Result<TappedCard>> Verify(string? tapCode, string? p, string? c, CancellationToken cancellationToken)
    {
        // Whatever is wrong, the same steps are taken: one query, as many MACs, one answer.
        var storeId = await codes.Store(tapCode, cancellationToken);
        var issuer = storeId is null ? keys.Decoy : await keys.Of(storeId, cancellationToken);
        var claim = SunMessage.TryDecrypt(p, issuer.EncryptionKey);
        var picc = claim ?? Nobody;
        var found = await credentials.Chip(storeId ?? "", Identifier(issuer, picc.Uid), cancellationToken);
        var chip = claim is null ? null : found;
        if (Match(issuer, picc, c, chip) is not { } version || chip is null)
            return BoltcardRefusals.TapInvalid;

        if (await credentials.Use(chip, version, picc.Counter, cancellationToken) is { } cardId)
            return Tapped(chip.StoreId, cardId, chip.Id, CredentialKind.Boltcard, version, picc.Counter);
        // Read once more: it may have changed since.
        var now = await credentials.Chip(chip.StoreId, chip.Identifier, cancellationToken);
        return now?.Life is CredentialState.Pending or CredentialState.Active ? BoltcardRefusals.Replayed : BoltcardRefusals.ChipInactive;
    }

    public async Task<Result<TappedCard>> VerifyLink(string? tapCode, string? token, CancellationToken cancellationToken)
    {
        var storeId = await codes.Store(tapCode, cancellationToken);
        if (storeId is null || token is null || await cards.ByToken(storeId, token, cancellationToken) is not { Kind: CardKind.Virtual } card)
            return BoltcardRefusals.TapInvalid;
        var (id, state) = await credentials.UseLink(storeId, card.Id, cancellationToken);
        return state == CredentialState.Active ? Tapped(storeId, card.Id, id, CredentialKind.Link, 0, null) : BoltcardRefusals.ChipInactive;
    }

    public async Task<Credential?> Find(string storeId, Guid cardId, CancellationToken cancellationToken) =>
        (await credentials.OfCard(storeId, cardId, cancellationToken))?.ToCredential();

    public Task Kill(NpgsqlTransaction transaction, string storeId, Guid cardId, CancellationToken cancellationToken) =>
        credentials.Kill(transaction, storeId, cardId, cancellationToken);

    public async Task<string> TapUrl(string storeId, string serverUrl, CancellationToken cancellationToken) =>
        $"lnurlw://{serverUrl[(serverUrl.IndexOf("://", StringComparison.Ordinal) + 3)..].TrimEnd('/')}/flash/t/{await codes.Of(storeId, cancellationToken)}";

    public async Task<string> TapCode(string storeId, CancellationToken cancellationToken) => await codes.Of(storeId, cancellationToken);

    /// <summary>What a chip is stored and found by.</summary>
    internal static byte[] Identifier(IssuerKey issuer, ChipUid uid) => Convert.FromHexString(issuer.CardId(uid));

    /// <summary>The version whose key made <paramref name="c"/>. A failure always costs the same number of MACs, with or without a chip.</summary>
    private static int? Match(IssuerKey issuer, PiccData picc, string? c, CredentialRow? chip)
    {
        var tried = 0;
        foreach (var version in chip?.Versions().Take(Tries) ?? [])
        {
            tried++;
            if (picc.Verify(c, issuer.MacKey(picc.Uid, (uint)version)))
                return version;
        }
        for (; tried < Tries; tried++)
            picc.Verify(c, issuer.MacKey(picc.Uid, 0));
        return null;
    }

    private TappedCard Tapped(string storeId, Guid cardId, Guid credentialId, CredentialKind kind, int version, int? counter) =>
        new(storeId, cardId, credentialId, kind, version, counter, Guid.CreateVersion7(time.GetUtcNow()));
}
