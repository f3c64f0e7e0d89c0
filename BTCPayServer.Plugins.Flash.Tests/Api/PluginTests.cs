using BTCPayServer.Plugins.Flash.Tests.Support;
using Flash.Client;

namespace BTCPayServer.Plugins.Flash.Tests.Api;

public class PluginTests(ServerFixture fixture)
{
    [Fact]
    public async Task The_packed_plugin_is_what_the_server_runs()
    {
        var server = await fixture.Server;
        server.NeedsDevServer("its log is its owner's");
        await Waiting.Eventually(() => Task.FromResult(server.Log.Contains($"Running plugin {Repository.Plugin} - {Repository.Version}", StringComparison.Ordinal)), server.Log);
    }

    [Theory]
    [InlineData("api/v1/flash/tap")]
    [InlineData("api/v1/flash/till/pair")]
    [InlineData("flash/program/nothing")]
    [InlineData("api/v1/stores/{0}/flash/cards")]
    public async Task A_body_that_is_not_JSON_is_refused_with_a_code(string path)
    {
        var server = await fixture.Server;
        var store = await server.NewStore();
        path = string.Format(System.Globalization.CultureInfo.InvariantCulture, path, store.StoreId);
        using var http = new HttpClient { BaseAddress = new Uri(server.Url) };
        http.DefaultRequestHeaders.Authorization = server.Admin.Authorization;
        foreach (var body in (HttpContent[])[new FormUrlEncodedContent([new("{}", "")]), new StringContent("{}"), new ByteArrayContent([])])
        {
            using var response = await http.PostAsync("/" + path, body);
            await Documented.Refused(server, 415, "media-type-unsupported", new Answer($"POST /{path}", response.StatusCode, await response.Content.ReadAsStringAsync()));
        }
    }
}
