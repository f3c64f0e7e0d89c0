using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace BTCPayServer.Plugins.Flash.Tills;

/// <summary>How tokens and pairing codes are made and read.</summary>
internal static class TillSecrets
{
    /// <summary>What every token begins with, so that it is never taken for an API key of the server's.</summary>
    public const string TokenPrefix = "flt_";

    // Crockford's base 32: no I, L, O, U.
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int HandleLength = 4;
    private const int CodeLength = 16;

    /// <summary>A token: the store, so that the look-up stays within it, and 256 random bits.</summary>
    public static string NewToken(string storeId) =>
        $"{TokenPrefix}{storeId}.{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32))}";

    /// <summary>The store that a token names; false when it is no token.</summary>
    public static bool TryReadToken(string token, out string storeId)
    {
        storeId = "";
        if (token.Length is < 50 or > 200 || !token.StartsWith(TokenPrefix, StringComparison.Ordinal))
            return false;
        var dot = token.LastIndexOf('.');
        if (dot <= TokenPrefix.Length || token.Length - dot - 1 != 43)
            return false;
        foreach (var c in token)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.'))
                return false;
        storeId = token[TokenPrefix.Length..dot];
        return true;
    }

    /// <summary>A pairing code: 20 bits to find it by and 60 that are secret.</summary>
    public static (string Handle, string Secret) NewCode() =>
        (RandomNumberGenerator.GetString(Alphabet, HandleLength), RandomNumberGenerator.GetString(Alphabet, CodeLength - HandleLength));

    /// <summary>As people read it: groups of four.</summary>
    public static string Display(string handle, string secret) => string.Join('-', (handle + secret).Chunk(4).Select(g => new string(g)));

    /// <summary>Reads what somebody typed: case, spaces and hyphens do not matter, nor O for 0 and I or L for 1.</summary>
    public static bool TryReadCode(string? typed, out string handle, out string secret)
    {
        (handle, secret) = ("", "");
        if (typed is null || typed.Length > 40)
            return false;
        var code = new StringBuilder(CodeLength);
        foreach (var c in typed)
        {
            if (c is ' ' or '-')
                continue;
            var read = char.ToUpperInvariant(c) switch { 'O' => '0', 'I' or 'L' => '1', var other => other };
            if (!Alphabet.Contains(read, StringComparison.Ordinal))
                return false;
            code.Append(read);
        }
        if (code.Length != CodeLength)
            return false;
        handle = code.ToString(0, HandleLength);
        secret = code.ToString(HandleLength, CodeLength - HandleLength);
        return true;
    }

    /// <summary>What is kept of a secret. Plain SHA-256: these are random and long, not chosen by people.</summary>
    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.ASCII.GetBytes(secret));
}
