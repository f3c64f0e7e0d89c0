using System.Collections.Concurrent;
using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Boltcards;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Data;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Loads;
using BTCPayServer.Plugins.Flash.Programmes;
using BTCPayServer.Plugins.Flash.Server;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace BTCPayServer.Plugins.Flash.Tests.Unit;

/// <summary>Programmes, cards and loads on the real ledger in a database of its own, with a clock that the test moves and invoices that it plays.</summary>
public sealed class CardsHouse : IAsyncDisposable
{
    private readonly TestDatabase database;
    private readonly IDataProtectionProvider protection = new EphemeralDataProtectionProvider();
    private readonly ConcurrentBag<ServiceProvider> processes = [];
    private readonly ServiceProvider services;

    private CardsHouse(TestDatabase database)
    {
        this.database = database;
        services = NewProcess();
    }

    public string Store { get; } = "store1";
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    public PlayedInvoices Invoices { get; } = new();
    public PlayedPullPayments PullPayments { get; } = new();
    public TestDatabase Database => database;
    public IProgrammeService Programmes => Get<IProgrammeService>();
    public ICardService Cards => Get<ICardService>();
    public ICardFinder Finder => Get<ICardFinder>();
    public ILoadService Loads => Get<ILoadService>();
    internal LoadWorker Worker => Get<LoadWorker>();

    public static async Task<CardsHouse> Open(PostgresFixture postgres) =>
        new(await postgres.CreateDatabase("flash-schema", async connectionString =>
        {
            await using var flash = new FlashDatabase(connectionString);
            await new FlashMigrations(flash, NullLogger<FlashMigrations>.Instance).Migrate(null, default);
        }));

    /// <summary>Everything once more on the same database, as a second server would have it.</summary>
    public ServiceProvider NewProcess()
    {
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddSingleton<TimeProvider>(Time);
        collection.AddSingleton(new FlashDatabase(database.ConnectionString + TestDatabase.OneConnection));
        collection.AddSingleton(protection);
        collection.AddSingleton<ICurrencies>(new KnownCurrencies());
        collection.AddSingleton<IStoreInvoices>(Invoices);
        collection.AddSingleton<IStorePullPayments>(PullPayments);
        collection.AddFlashLedger();
        collection.AddFlashProgrammes();
        collection.AddFlashCards();
        collection.AddFlashBoltcards();
        collection.AddFlashLoads();
        var process = collection.BuildServiceProvider();
        processes.Add(process);
        return process;
    }

    public T Get<T>() where T : notnull => services.GetRequiredService<T>();

    public async Task<Programme> Programme(ProgrammeSettings? settings = null, string? store = null) =>
        Value(await Programmes.Set(store ?? Store, settings ?? new ProgrammeSettings { Asset = "USD" }, "https://pay.example.com", default));

    public async Task<IssuedCard> Issue(IssueCard? command = null, string? key = null, string? store = null) =>
        Value(await Cards.Issue(store ?? Store, command ?? new IssueCard(CardKind.Virtual), key ?? Key(), default));

    /// <summary>An active card with money on it.</summary>
    public async Task<Guid> Card(string? balance = null)
    {
        var id = (await Issue()).Card.Id;
        Value(await Cards.Activate(Store, id, null, default));
        if (balance is not null)
            Value(await Cards.Adjust(Store, id, balance, "test", null, Key(), default));
        return id;
    }

    public async Task<Load> Load(Guid card, string amount, bool activate = false, string? key = null) =>
        Value(await Loads.Request(Store, card, new RequestLoad(amount, activate), key ?? Key(), null, default));

    public async Task<Load> Reconcile(Load load) => Value(await Loads.Reconcile(Store, load.Id, default));

    public async Task<Card> Find(Guid card) => Value(await Cards.Find(Store, card, default));

    public async Task<long> Balance(Guid card) => (await Find(card)).Account.Posted;

    /// <summary>What one of the store's own accounts holds; 0 when it was never used.</summary>
    public async Task<long> Account(string code) =>
        (await Get<ILedgerReader>().StoreAccounts(Store, default)).SingleOrDefault(account => account.Code == code)?.Posted ?? 0;

    /// <summary>Takes money off a card, as a charge does.</summary>
    public async Task<WriteResult> Spend(Guid card, long amount)
    {
        var account = (await Find(card)).Account;
        var sales = await Get<ILedger>().StoreAccount(Store, new Asset(account.Asset, account.Scale), AccountCodes.Sales, default);
        return await Get<ILedger>().Write(Store, new TransferRequest("spend:" + Key(),
            Transfer.Post("charge", card, sales, new Asset(account.Asset, account.Scale), amount) with { Period = 20260301 }), default);
    }

    public static string Key() => Guid.NewGuid().ToString("N");

    public static T Value<T>(Result<T> result)
    {
        Assert.True(result.Ok, $"refused: {result.Refusal}");
        return result.Value;
    }

    public static void Refused<T>(string code, Result<T> result) => Assert.Equal(code, result.Refusal?.Path is { } path ? $"422 {path}" : result.Refusal?.Code);

    public async ValueTask DisposeAsync()
    {
        foreach (var proof in await Get<ILedgerProof>().ProveAll(default))
            Assert.True(proof.Proven, $"{proof.StoreId}: {string.Join("; ", proof.Problems)}");
        foreach (var process in processes)
            await process.DisposeAsync();
        await database.DisposeAsync();
    }

    private sealed class KnownCurrencies : ICurrencies
    {
        public Currency? Find(string? code) => code?.ToUpperInvariant() switch
        {
            "USD" => new Currency("USD", 2, 2, "$", "US Dollar"),
            "JMD" => new Currency("JMD", 2, 2, "$", "Jamaican Dollar"),
            "JPY" => new Currency("JPY", 0, 0, "¥", "Yen"),
            "SATS" => new Currency("SATS", 3, 0, "sats", "Satoshis"),
            _ => null
        };

        public string Display(decimal amount, string code) => $"{amount} {code}";
    }
}
