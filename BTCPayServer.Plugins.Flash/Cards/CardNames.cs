using System.Text.RegularExpressions;

namespace BTCPayServer.Plugins.Flash.Cards;

/// <summary>How the API writes and reads the words of a card.</summary>
internal static partial class CardNames
{
    /// <summary>A name in kebab-case: <c>paid-out</c>.</summary>
    public static string Of<T>(T value) where T : struct, Enum => Humps().Replace(value.ToString(), "-").ToLowerInvariant();

    /// <summary>Reads a name, in any case; false when there is none such.</summary>
    public static bool TryRead<T>(string? text, out T value) where T : struct, Enum
    {
        foreach (var candidate in Enum.GetValues<T>())
        {
            if (!string.Equals(Of(candidate), text?.Trim(), StringComparison.OrdinalIgnoreCase))
                continue;
            value = candidate;
            return true;
        }
        value = default;
        return false;
    }

    /// <summary>All names, for a message.</summary>
    public static string All<T>() where T : struct, Enum => string.Join(", ", Enum.GetValues<T>().Select(Of));

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex Humps();
}
