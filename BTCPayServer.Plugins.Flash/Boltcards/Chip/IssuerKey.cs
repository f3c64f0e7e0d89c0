using System.Buffers.Binary;

namespace BTCPayServer.Plugins.Flash.Boltcards.Chip;

/// <summary>
/// The one secret of a programme from which every key of every card follows (the Bolt Card deterministic key derivation), so
/// that no card key is stored and a half-programmed card can be found again by trying versions.
/// </summary>
public sealed class IssuerKey(ChipKey key)
{
    // Domain separation, in the order of the derivation document: 2d003f75 to 2d003f7b.
    private const uint CardKeyTag = 0x2d003f75;
    private const uint K0Tag = 0x2d003f76;
    private const uint K1Tag = 0x2d003f77;
    private const uint K2Tag = 0x2d003f78;
    private const uint K3Tag = 0x2d003f79;
    private const uint K4Tag = 0x2d003f7a;
    private const uint IdTag = 0x2d003f7b;

    /// <summary>K1: opens the <c>p</c> of every card of this issuer.</summary>
    public ChipKey EncryptionKey { get; } = Derive(key, K1Tag, []);

    /// <summary>
    /// What a chip is stored and found by: 32 lower-case hex digits, the same for every version, from which the UID, and
    /// with it the card's keys, cannot be had.
    /// </summary>
    public string CardId(ChipUid uid) => Derive(key, IdTag, uid.ToBytes()).ToHex();

    /// <summary>The five keys of a chip as programmed for the <paramref name="version"/>th time, counted from 0.</summary>
    public CardKeys CardKeys(ChipUid uid, uint version)
    {
        var cardKey = CardKey(uid, version);
        return new(Derive(cardKey, K0Tag, []), EncryptionKey, Derive(cardKey, K2Tag, []), Derive(cardKey, K3Tag, []),
            Derive(cardKey, K4Tag, []));
    }

    /// <summary>K2 alone, which is all that a tap needs.</summary>
    public ChipKey MacKey(ChipUid uid, uint version) => Derive(CardKey(uid, version), K2Tag, []);

    internal ChipKey CardKey(ChipUid uid, uint version)
    {
        Span<byte> suffix = stackalloc byte[ChipUid.Size + sizeof(uint)];
        uid.ToBytes().CopyTo(suffix);
        BinaryPrimitives.WriteUInt32LittleEndian(suffix[ChipUid.Size..], version);
        return Derive(key, CardKeyTag, suffix);
    }

    private static ChipKey Derive(ChipKey from, uint tag, ReadOnlySpan<byte> suffix)
    {
        Span<byte> message = stackalloc byte[sizeof(uint) + suffix.Length];
        BinaryPrimitives.WriteUInt32BigEndian(message, tag);
        suffix.CopyTo(message[sizeof(uint)..]);
        return from.Derive(message);
    }
}
