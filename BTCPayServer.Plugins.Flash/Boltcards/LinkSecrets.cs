using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace BTCPayServer.Plugins.Flash.Boltcards;

/// <summary>How the secrets of programming links are made and read: the store's short name and 192 random bits.</summary>
internal static class LinkSecrets
{
    private const int RandomLength = 32;

    /// <summary>A new one.</summary>
    public static string New(string tapCode) => tapCode + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24));

    /// <summary>The store's short name in it; null when it can be none.</summary>
    public static string? TapCode(string? secret) =>
        secret is { Length: TapCodes.Length + RandomLength } && secret.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? secret[..TapCodes.Length] : null;

    /// <summary>What is kept of it. Plain SHA-256: it is random and long, not chosen by people.</summary>
    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.ASCII.GetBytes(secret));
}
