using System.Net;
using System.Text.RegularExpressions;

namespace BTCPayServer.Plugins.Flash.Tests.Support;

/// <summary>Asks for pages as a browser does: with cookies, without following redirects.</summary>
public sealed partial class BrowserLikeClient : IDisposable
{
    private readonly HttpClient http;

    public BrowserLikeClient(string url)
    {
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = new Uri(url) };
        http.DefaultRequestHeaders.Accept.ParseAdd("text/html");
    }

    public Task<HttpResponseMessage> Get(string path) => http.GetAsync(path);

    /// <summary>Posts a form; with the antiforgery token of a page, when one is named.</summary>
    public async Task<HttpResponseMessage> Post(string path, string? tokenFrom, params (string Name, string Value)[] fields)
    {
        var form = fields.Select(f => KeyValuePair.Create(f.Name, f.Value)).ToList();
        if (tokenFrom is not null)
            form.Add(KeyValuePair.Create("__RequestVerificationToken", Token().Match(await http.GetStringAsync(tokenFrom)).Groups[1].Value));
        return await http.PostAsync(path, new FormUrlEncodedContent(form));
    }

    public Task<HttpResponseMessage> LogIn(string email, string password) =>
        Post("/login", "/login", ("Email", email), ("Password", password), ("Method", "Password"));

    public void Dispose() => http.Dispose();

    [GeneratedRegex("""name="__RequestVerificationToken"[^>]*value="([^"]+)""")]
    private static partial Regex Token();
}
