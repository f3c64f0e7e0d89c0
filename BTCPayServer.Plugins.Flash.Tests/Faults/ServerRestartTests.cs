using BTCPayServer.Plugins.Flash.Tests.Support;

namespace BTCPayServer.Plugins.Flash.Tests.Faults;

public class ServerRestartTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_killed_server_comes_back_with_its_users_and_stores()
    {
        await using var server = await FlashServer.Start(postgres);
        var store = await server.NewStoreWithoutProgramme();
        await server.Kill();
        await Assert.ThrowsAsync<HttpRequestException>(() => server.Admin.Get("api/v1/health"));
        await server.Restart();
        Assert.Equal(store.StoreId, (string?)(await server.Admin.Get($"api/v1/stores/{store.StoreId}")).Object["id"]);
    }
}
