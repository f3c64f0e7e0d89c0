using Microsoft.Playwright;

namespace BTCPayServer.Plugins.Flash.Tests.Browser;

/// <summary>Clicks after which the page that they lead to is there, on a busy machine too: a browser begins to leave a page some time after the click.</summary>
internal static class Clicks
{
    /// <summary>Clicks what a selector finds first. Where that is a link, or sends a form that is filled in as it must be, it waits for the next page and all that belongs to it.</summary>
    public static Task Follow(this IPage page, string selector) => page.Locator(selector).First.Follow();

    /// <inheritdoc cref="Follow(IPage, string)"/>
    public static async Task Follow(this ILocator what)
    {
        // The mark goes with the page that it is on.
        var leads = await what.EvaluateAsync<bool>("""
            e => {
                const link = e.closest('a[href]');
                const leads = link
                    ? !link.target && !link.hasAttribute('download') && !link.getAttribute('href').startsWith('#')
                    : !!e.form && e.type === 'submit' && (e.form.noValidate || e.formNoValidate || e.form.checkValidity());
                if (leads)
                    document.documentElement.setAttribute('data-left', '');
                return leads;
            }
            """);
        await what.ClickAsync();
        if (leads)
            await what.Page.WaitForSelectorAsync("html:not([data-left])", new() { State = WaitForSelectorState.Attached });
        await what.Page.WaitForLoadStateAsync();
    }
}
