using BTCPayServer.Abstractions.Contracts;
using BTCPayServer.Abstractions.Models;
using BTCPayServer.Data;
using BTCPayServer.Logging;
using BTCPayServer.Plugins.Flash.Server;
using BTCPayServer.Services.Rates;
using Dapper;
using DevServer.Data;
using DevServer.Invoices;
using DevServer.Lightning;
using DevServer.Stores;
using Microsoft.Extensions.DependencyInjection;
using NBitcoin;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Tests.Support;

/// <summary>The plugin's door to Lightning and, behind the server's own types, the development server's node with its database.</summary>
internal sealed class LightningWorld : IAsyncDisposable
{
    private readonly TestDatabase database;
    private ServiceProvider services;

    private LightningWorld(TestDatabase database) => (this.database, services) = (database, Build(database));

    public IStoreLightning Lightning => services.GetRequiredService<IStoreLightning>();

    public LightningPayments Payments => services.GetRequiredService<LightningPayments>();

    public LightningNode Node => services.GetRequiredService<LightningNode>();

    /// <summary>A store of an admin of the server, on the internal node.</summary>
    public string Store { get; private set; } = "";

    public static async Task<LightningWorld> Start(PostgresFixture postgres)
    {
        var world = new LightningWorld(await postgres.CreateDatabase());
        await world.services.GetRequiredService<DevDatabase>().Migrate(CancellationToken.None);
        world.Store = await world.NewStore(admin: true);
        return world;
    }

    public async Task<string> NewStore(bool admin, string? methods = null)
    {
        var owner = Guid.NewGuid().ToString("N");
        await using (var connection = new NpgsqlConnection(database.ConnectionString))
        {
            await connection.ExecuteAsync(
                "INSERT INTO devserver.users (id, email, normalized_email, password_hash, security_stamp, is_admin) VALUES (@owner, @owner, @owner, '', '', @admin)",
                new { owner, admin });
        }
        var stores = services.GetRequiredService<DevStoreRepository>();
        var store = new StoreData { StoreName = "Test" };
        await stores.Create(store, owner, CancellationToken.None);
        if (methods is not null)
            await stores.SetPaymentMethods(store.Id, methods, CancellationToken.None);
        return store.Id;
    }

    /// <summary>The wallet outside asked for this much, so many seconds ago; it is read as it was then.</summary>
    public async Task<LightningTerms> Ask(long? msat, int ageSeconds = 0) =>
        LightningInvoiceReader.Read((await Invoices.Make(Request(msat, ageSeconds), null, CancellationToken.None)).Bolt11, Network.RegTest, DateTimeOffset.UtcNow.AddSeconds(-ageSeconds)).Value!;

    public Task<LightningInvoiceRow?> Asked(LightningTerms terms) => Invoices.Find(terms.PaymentHash, CancellationToken.None);

    public async Task<LightningPaymentRow> Seen(LightningTerms terms) =>
        await Payments.Find(terms.PaymentHash, CancellationToken.None) ?? new LightningPaymentRow();

    public Task Trouble(LightningTrouble trouble, string? hash = null, int delayMs = 0) => Payments.AddTrouble(trouble, hash, delayMs, 1, CancellationToken.None);

    /// <summary>A new process on the same database; the old one was killed.</summary>
    public async Task Restart()
    {
        await services.DisposeAsync();
        services = Build(database);
        foreach (var task in services.GetServices<IStartupTask>())
            await task.ExecuteAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        await database.DisposeAsync();
    }

    private LightningInvoices Invoices => services.GetRequiredService<LightningInvoices>();

    private static LightningInvoices.Request Request(long? msat, int ageSeconds) =>
        new(LightningKeys.Wallet, msat, DateTimeOffset.UtcNow.AddSeconds(-ageSeconds), TimeSpan.FromHours(1), Description: "Bread");

    private static ServiceProvider Build(TestDatabase database)
    {
        var services = new ServiceCollection();
        services.AddLogging().AddHttpClient().AddSingleton(TimeProvider.System).AddSingleton<Logs>().AddSingleton<EventAggregator>();
        services.Configure<DatabaseOptions>(o => o.ConnectionString = database.ConnectionString);
        services.AddSingleton<DevDatabase>();
        services.AddDevStores();
        services.AddSingleton<DevInvoiceRepository>().AddSingleton<InvoiceEvents>().AddSingleton<InvoiceSimulator>();
        services.AddDevLightning();
        services.AddSingleton<IStoreLightning, StoreLightning>();
        return services.BuildServiceProvider();
    }
}
