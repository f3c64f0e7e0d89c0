using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace BTCPayServer.Plugins.Flash.Cards;

/// <summary>
/// One store's secret, and what it makes: tokens, activation codes and their hashes. Codes and tokens are functions of the secret and the card's
/// id, so that a request that is answered again can show the same ones, and the database holds nothing but keyed hashes.
/// </summary>
internal sealed class CardSecret(byte[] key)
{
    private const string TokenPrefix = "fc_";
    // No letter or digit that is read as another; the first is a letter, so that no spreadsheet takes a code for a number or a date.
    private const string Letters = "ABCDFGHJKMNPQRSTVWXYZ";
    private const string Alphabet = Letters + "23456789";
    private const int CodeLength = 8;

    /// <summary>192 bits that nobody guesses, as the QR code carries them. The prefix keeps a spreadsheet from taking it for a formula.</summary>
    public string Token(Guid card) => TokenPrefix + Base64Url.EncodeToString(Mac("token", card.ToString("N")).AsSpan(0, 24));

    /// <summary>Eight letters and digits in two groups: 2^39 possibilities, and five tries.</summary>
    public string ActivationCode(Guid card)
    {
        var bytes = Mac("code", card.ToString("N"));
        Span<char> code = stackalloc char[CodeLength];
        for (var i = 0; i < CodeLength; i++)
        {
            var set = i == 0 ? Letters : Alphabet;
            // 16 bits for one of at most 29: no digit is noticeably likelier.
            code[i] = set[(bytes[2 * i] << 8 | bytes[2 * i + 1]) % set.Length];
        }
        return $"{code[..4]}-{code[4..]}";
    }

    /// <summary>What is stored of a token, to find the card by; null when it cannot be one.</summary>
    public byte[]? TokenHash(string token) =>
        token.Length == TokenPrefix.Length + 32 && token.StartsWith(TokenPrefix, StringComparison.Ordinal) ? Mac("token-hash", token) : null;

    /// <summary>What is stored of an activation code. Case, spaces and hyphens do not matter.</summary>
    public byte[] CodeHash(Guid card, string code) =>
        Mac("code-hash", card.ToString("N") + ":" + code.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant());

    /// <summary>What a public link of the card proves itself by.</summary>
    public byte[] LinkMac(string use, Guid card) => Mac("link-" + use, card.ToString("N"));

    private byte[] Mac(string use, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(use + ":" + text));
}
