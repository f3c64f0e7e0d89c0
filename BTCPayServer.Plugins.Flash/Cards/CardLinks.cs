using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using BTCPayServer.Plugins.Flash.Data;
using Dapper;

namespace BTCPayServer.Plugins.Flash.Cards;

/// <summary>Link tokens: the card's id, for a pass the second in which it ends, and 128 bits that only the store's secret makes of them.</summary>
internal sealed class CardLinks(FlashDatabase database, CardSecrets secrets, ICardFinder cards, ICardFates fates, TimeProvider time) : ICardLinks
{
    private const int IdLength = 16;
    private const int EndLength = 4;
    private const int MacLength = 16;

    public Task<string> Token(string storeId, Guid cardId, CardLinkUse use, CancellationToken cancellationToken) => Sign(storeId, cardId, use, null, cancellationToken);

    public Task<string> Pass(string storeId, Guid cardId, TimeSpan life, CancellationToken cancellationToken) =>
        Sign(storeId, cardId, CardLinkUse.Holder, (uint)(time.GetUtcNow() + life).ToUnixTimeSeconds(), cancellationToken);

    public async Task<Card?> Find(string? token, CardLinkUse use, CancellationToken cancellationToken)
    {
        if (Read(token) is not { } bytes)
            return null;
        var id = new Guid(bytes.AsSpan(0, IdLength), bigEndian: true);
        uint? end = bytes.Length > IdLength + MacLength ? BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(IdLength)) : null;
        string[] stores;
        await using (var connection = await database.Open(cancellationToken))
            // The one question that has to be asked without the store: a link does not say it.
            stores = [.. await connection.QueryAsync<string>(new CommandDefinition("select store_id from flash.cards where id = @id", new { id }, cancellationToken: cancellationToken))];
        foreach (var store in stores)
            if (CryptographicOperations.FixedTimeEquals(await Mac(store, id, use, end, cancellationToken), bytes.AsSpan(bytes.Length - MacLength)))
            {
                if (end <= time.GetUtcNow().ToUnixTimeSeconds() || await cards.ById(store, id, cancellationToken) is not { } card)
                    return null;
                // Whoever has a pass had the card at hand: its holder or, now, its finder.
                return end is not null && await fates.IsLost(card, cancellationToken) ? null : card;
            }
        return null;
    }

    public async Task<string> FormSecret(string storeId, Guid cardId, CancellationToken cancellationToken) =>
        Base64Url.EncodeToString((await secrets.Of(storeId, cancellationToken)).LinkMac("form", cardId).AsSpan(0, MacLength));

    private async Task<string> Sign(string storeId, Guid cardId, CardLinkUse use, uint? end, CancellationToken cancellationToken)
    {
        var bytes = new byte[IdLength + (end is null ? 0 : EndLength) + MacLength];
        cardId.TryWriteBytes(bytes, bigEndian: true, out _);
        if (end is { } second)
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(IdLength), second);
        (await Mac(storeId, cardId, use, end, cancellationToken)).CopyTo(bytes.AsSpan(bytes.Length - MacLength));
        return Base64Url.EncodeToString(bytes);
    }

    private async Task<byte[]> Mac(string storeId, Guid cardId, CardLinkUse use, uint? end, CancellationToken cancellationToken)
    {
        var name = use is CardLinkUse.TopUp ? "top-up" : "holder";
        return (await secrets.Of(storeId, cancellationToken)).LinkMac(end is null ? name : string.Create(CultureInfo.InvariantCulture, $"{name}-until-{end}"), cardId)[..MacLength];
    }

    /// <summary>The bytes of a token in its one spelling; null when it cannot be one.</summary>
    private static byte[]? Read(string? token)
    {
        if (token is not { Length: 43 or 48 } || !Base64Url.IsValid(token))
            return null;
        var bytes = Base64Url.DecodeFromChars(token);
        return bytes.Length is IdLength + MacLength or IdLength + EndLength + MacLength && Base64Url.EncodeToString(bytes) == token ? bytes : null;
    }
}
