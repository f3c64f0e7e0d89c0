using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using Newtonsoft.Json;

namespace BTCPayServer.Plugins.Flash.Holders;

/// <summary>The words of the holder's page in one language: the file <c>Resources/holders/LANGUAGE.json</c>. All languages have the same keys.</summary>
public sealed class HolderTexts
{
    private const string Folder = ".Resources.holders.";
    private static readonly FrozenDictionary<string, HolderTexts> ByLanguage = Load();
    private readonly FrozenDictionary<string, string> words;

    private HolderTexts(string language, FrozenDictionary<string, string> words) => (Language, this.words) = (language, words);

    /// <summary>What the page falls back to.</summary>
    public static HolderTexts Default => ByLanguage["en"];

    /// <summary>All languages, with what they call themselves.</summary>
    public static IReadOnlyList<(string Language, string Name)> Languages { get; } = [("en", "English"), ("es", "Español"), ("fr", "Français"), ("ar", "العربية")];

    // Who reads Haitian Creole mostly reads French.
    private static readonly FrozenDictionary<string, string> Near = new Dictionary<string, string> { ["ht"] = "fr" }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The language's code: <c>en</c>.</summary>
    public string Language { get; }

    /// <summary><c>rtl</c> or <c>ltr</c>.</summary>
    public string Direction => Language is "ar" ? "rtl" : "ltr";

    /// <summary>The keys that there are words for.</summary>
    public IEnumerable<string> Keys => words.Keys;

    /// <summary>The words for a key.</summary>
    public string this[string key] => words[key];

    /// <summary>The words for a key with a value in them.</summary>
    public string With(string key, string value) => words[key].Replace("{0}", value, StringComparison.Ordinal);

    /// <summary>The words of a language, by its code; null when there are none.</summary>
    public static HolderTexts? In(string? language) => language is not null && ByLanguage.TryGetValue(Near.GetValueOrDefault(language, language), out var texts) ? texts : null;

    /// <summary>The words that a reader wants: the language asked for, else the best of an <c>Accept-Language</c> header, else English.</summary>
    public static HolderTexts For(string? asked, string? accepted) =>
        In(asked?.Trim().ToLowerInvariant()) ?? (accepted is { Length: <= 1000 } ? accepted : "").Split(',')
            .Select(Wish).Where(wish => wish.Quality > 0).OrderByDescending(wish => wish.Quality).Select(wish => In(wish.Language)).FirstOrDefault(texts => texts is not null) ?? Default;

    private static (string Language, double Quality) Wish(string range)
    {
        var parts = range.Split(';', StringSplitOptions.TrimEntries);
        var quality = parts.Skip(1).FirstOrDefault(p => p.StartsWith("q=", StringComparison.OrdinalIgnoreCase)) is { } q
            ? double.TryParse(q.AsSpan(2), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value : 0
            : 1;
        return (parts[0].Split('-')[0].Trim().ToLowerInvariant(), quality);
    }

    private static FrozenDictionary<string, HolderTexts> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var all = new Dictionary<string, HolderTexts>(StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames().Where(n => n.Contains(Folder, StringComparison.Ordinal) && n.EndsWith(".json", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            var language = name[(name.IndexOf(Folder, StringComparison.Ordinal) + Folder.Length)..^".json".Length];
            all[language] = new HolderTexts(language, JsonConvert.DeserializeObject<Dictionary<string, string>>(reader.ReadToEnd())!.ToFrozenDictionary(StringComparer.Ordinal));
        }
        return all.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
