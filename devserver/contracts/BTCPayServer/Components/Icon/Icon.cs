using Microsoft.AspNetCore.Mvc;

namespace BTCPayServer.Components.Icon;

/// <summary>One symbol of the server's icon sprite.</summary>
public class Icon : ViewComponent
{
    public IViewComponentResult Invoke(string symbol, string? cssClass = null) =>
        View(new IconViewModel { Symbol = symbol, CssClass = cssClass! });
}
