using BTCPayServer.Plugins.Flash.Holders;

namespace BTCPayServer.Plugins.Flash.Tests.Unit;

/// <summary>The words of the holder's page.</summary>
public sealed class HoldersTests
{
    public static TheoryData<string> Languages => [.. HolderTexts.Languages.Select(l => l.Language)];

    [Theory, MemberData(nameof(Languages))]
    public void Every_language_has_every_word(string language)
    {
        var (texts, english) = (HolderTexts.In(language)!, HolderTexts.Default);
        Assert.Equal(english.Keys.Order(), texts.Keys.Order());
        Assert.All(texts.Keys, key =>
        {
            Assert.False(string.IsNullOrWhiteSpace(texts[key]), key);
            Assert.Equal(english[key].Contains("{0}", StringComparison.Ordinal), texts[key].Contains("{0}", StringComparison.Ordinal));
        });
        // Somebody forgot to translate a sentence: words may be alike, sentences are not.
        if (language != "en")
            Assert.DoesNotContain(texts.Keys, key => english[key].Count(c => c == ' ') > 2 && english[key] == texts[key]);
    }

    [Fact]
    public void There_are_no_other_files()
    {
        var files = Directory.GetFiles(Support.Repository.PathOf("BTCPayServer.Plugins.Flash/Resources/holders")).Select(Path.GetFileNameWithoutExtension);
        Assert.Equal(Languages.Select(l => l.Data).Order(), files.Order());
    }

    [Theory]
    [InlineData(null, null, "en", "ltr")]
    [InlineData("ar", "es", "ar", "rtl")]
    [InlineData("xx", "es-MX,es;q=0.9,en;q=0.8", "es", "ltr")]
    [InlineData(null, "de, en;q=0.1, fr;q=0.7", "fr", "ltr")]
    [InlineData(null, "ar;q=0, en;q=0.5", "en", "ltr")]
    [InlineData(null, "ar-EG", "ar", "rtl")]
    [InlineData(null, "ht-HT, en;q=0.5", "fr", "ltr")]
    [InlineData("../en", ";;;,,q=,*;q=x", "en", "ltr")]
    public void The_reader_gets_the_language_that_was_asked_for(string? asked, string? accepted, string language, string direction)
    {
        var texts = HolderTexts.For(asked, accepted);
        Assert.Equal((language, direction), (texts.Language, texts.Direction));
    }
}
