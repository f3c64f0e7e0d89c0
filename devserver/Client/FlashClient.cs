using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Flash.Client;

/// <summary>
/// A small client of a BTCPay Server with the Flash plugin: shared by the demo, the tests and the benchmarks. Bodies are
/// anonymous objects or <see cref="JsonNode"/>s, camelCase as they are written, money as decimal strings.
/// </summary>
public sealed class FlashClient : IDisposable
{
    private readonly HttpClient http;

    private FlashClient(Uri server, AuthenticationHeaderValue? authorization, HttpMessageHandler? handler = null)
    {
        Server = server;
        http = handler is null ? new HttpClient() : new HttpClient(handler, disposeHandler: false);
        http.BaseAddress = server;
        http.Timeout = TimeSpan.FromSeconds(100);
        http.DefaultRequestHeaders.Authorization = authorization;
        http.DefaultRequestHeaders.Accept.ParseAdd("application/json");
    }

    /// <summary>Where the server is, with a slash at its end.</summary>
    public Uri Server { get; }

    /// <summary>The header that it acts with, for requests that this client cannot make.</summary>
    public AuthenticationHeaderValue? Authorization => http.DefaultRequestHeaders.Authorization;

    /// <summary>Without any credentials.</summary>
    public static FlashClient Anonymous(string server, HttpMessageHandler? handler = null) => new(Root(server), null, handler);

    /// <summary>As a user, by e-mail and password (Greenfield's Basic scheme).</summary>
    public static FlashClient AsUser(string server, string email, string password) =>
        new(Root(server), new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{email}:{password}"))));

    /// <summary>With a Greenfield API key.</summary>
    public static FlashClient WithApiKey(string server, string apiKey) => new(Root(server), new AuthenticationHeaderValue("token", apiKey));

    /// <summary>As a till, by the token that it was paired with.</summary>
    public static FlashClient WithTillToken(string server, string token, HttpMessageHandler? handler = null) =>
        new(Root(server), new AuthenticationHeaderValue("Till", token), handler);

    /// <summary>GET of a path, which is relative to the server's root.</summary>
    public Task<Answer> Get(string path, CancellationToken ct = default) => Send(HttpMethod.Get, path, ct: ct);

    /// <summary>POST of a body, or of none.</summary>
    public Task<Answer> Post(string path, object? body = null, string? idempotencyKey = null, CancellationToken ct = default) =>
        Send(HttpMethod.Post, path, body, idempotencyKey, ct);

    /// <summary>PUT of a body.</summary>
    public Task<Answer> Put(string path, object? body, CancellationToken ct = default) => Send(HttpMethod.Put, path, body, ct: ct);

    /// <summary>PATCH of a body.</summary>
    public Task<Answer> Patch(string path, object? body, CancellationToken ct = default) => Send(HttpMethod.Patch, path, body, ct: ct);

    /// <summary>DELETE of a path.</summary>
    public Task<Answer> Delete(string path, CancellationToken ct = default) => Send(HttpMethod.Delete, path, ct: ct);

    /// <summary>Any request. Throws <see cref="HttpRequestException"/> only when no answer came.</summary>
    public async Task<Answer> Send(HttpMethod method, string path, object? body = null, string? idempotencyKey = null, CancellationToken ct = default)
    {
        using var request = new HttpRequestMessage(method, path.TrimStart('/'));
        if (idempotencyKey is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", idempotencyKey);
        if (body is not null)
        {
            var json = body as string ?? (body as JsonNode)?.ToJsonString() ?? JsonSerializer.Serialize(body);
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }
        using var response = await http.SendAsync(request, ct);
        return new Answer($"{method} /{path.TrimStart('/')}", response.StatusCode, await response.Content.ReadAsStringAsync(ct));
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private static Uri Root(string server) => new(server.TrimEnd('/') + "/");
}
