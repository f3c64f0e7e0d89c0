using System.Buffers.Text;
using System.Security.Cryptography;
using BTCPayServer.Plugins.Flash.Data;
using Dapper;

namespace BTCPayServer.Plugins.Flash.Cards;

/// <summary>Link tokens: the card's id and 128 bits that only the store's secret makes of it.</summary>
internal sealed class CardLinks(FlashDatabase database, CardSecrets secrets, ICardFinder cards) : ICardLinks
{
    private const int IdLength = 16;
    private const int MacLength = 16;

    public async Task<string> Token(string storeId, Guid cardId, CardLinkUse use, CancellationToken cancellationToken)
    {
        var bytes = new byte[IdLength + MacLength];
        cardId.TryWriteBytes(bytes, bigEndian: true, out _);
        (await secrets.Of(storeId, cancellationToken)).LinkMac(Name(use), cardId).AsSpan(0, MacLength).CopyTo(bytes.AsSpan(IdLength));
        return Base64Url.EncodeToString(bytes);
    }

    public async Task<Card?> Find(string? token, CardLinkUse use, CancellationToken cancellationToken)
    {
        if (Read(token) is not { } bytes)
            return null;
        var id = new Guid(bytes.AsSpan(0, IdLength), bigEndian: true);
        string[] stores;
        await using (var connection = await database.Open(cancellationToken))
            // The one question that has to be asked without the store: a link does not say it.
            stores = [.. await connection.QueryAsync<string>(new CommandDefinition("select store_id from flash.cards where id = @id", new { id }, cancellationToken: cancellationToken))];
        foreach (var store in stores)
            if (CryptographicOperations.FixedTimeEquals((await secrets.Of(store, cancellationToken)).LinkMac(Name(use), id).AsSpan(0, MacLength), bytes.AsSpan(IdLength)))
                return await cards.ById(store, id, cancellationToken);
        return null;
    }

    public async Task<string> FormSecret(string storeId, Guid cardId, CancellationToken cancellationToken) =>
        Base64Url.EncodeToString((await secrets.Of(storeId, cancellationToken)).LinkMac("form", cardId).AsSpan(0, MacLength));

    private static string Name(CardLinkUse use) => use is CardLinkUse.TopUp ? "top-up" : "holder";

    /// <summary>The bytes of a token in its one spelling; null when it cannot be one.</summary>
    private static byte[]? Read(string? token)
    {
        if (token is not { Length: 43 } || !Base64Url.IsValid(token))
            return null;
        var bytes = Base64Url.DecodeFromChars(token);
        return bytes.Length == IdLength + MacLength && Base64Url.EncodeToString(bytes) == token ? bytes : null;
    }
}
