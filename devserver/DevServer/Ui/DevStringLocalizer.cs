using Microsoft.Extensions.Localization;

namespace DevServer.Ui;

/// <summary>
/// Knows no translations: every text is its own. With the cookie <c>dev.pseudo</c> it marks what went through it, so that a text that
/// cannot be translated stands out.
/// </summary>
public sealed class DevStringLocalizer(IHttpContextAccessor accessor) : IStringLocalizer
{
    public LocalizedString this[string name] => new(name, Show(name), resourceNotFound: true);

    public LocalizedString this[string name, params object[] arguments] => new(name, Show(string.Format(System.Globalization.CultureInfo.CurrentCulture, name, arguments)), resourceNotFound: true);

    public IEnumerable<LocalizedString> GetAllStrings(bool includeParentCultures) => [];

    private string Show(string text) =>
        accessor.HttpContext?.Request.Cookies.ContainsKey(UILanguageController.PseudoCookie) is true ? $"⟦{text}⟧" : text;
}
