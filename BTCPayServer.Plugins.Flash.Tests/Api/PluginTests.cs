using BTCPayServer.Plugins.Flash.Tests.Support;

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
}
