[assembly: AssemblyFixture(typeof(BTCPayServer.Plugins.Flash.Tests.Support.ServerFixture))]

namespace BTCPayServer.Plugins.Flash.Tests.Support;

/// <summary>
/// The server that Api and Browser tests share, started when the first of them asks; each makes a store of its own. Tests
/// that kill or restart a server start their own: <see cref="FlashServer.Start"/>.
/// </summary>
public sealed class ServerFixture : IAsyncLifetime
{
    // Owned here and not injected: the server must end before its PostgreSQL does.
    private readonly PostgresFixture postgres = new();
    private readonly Lazy<Task<FlashServer>> server;

    public ServerFixture() => server = new(async () => await FlashServer.Real() ?? await FlashServer.Start(postgres));

    /// <summary>The server, running.</summary>
    public Task<FlashServer> Server => server.Value;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (server is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
                await (await server.Value).DisposeAsync();
        }
        finally
        {
            await postgres.DisposeAsync();
        }
    }
}
