using System.Collections.Concurrent;
using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Data;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Programmes;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace BTCPayServer.Plugins.Flash.Tests.Support;

/// <summary>
/// Rooms of the plugin on the real ledger, in a database of their own, with a clock that the test moves. Which rooms, and what is
/// played for them, is said by each house. When it closes, every ledger in it must prove.
/// </summary>
public abstract class TestHouse : IAsyncDisposable
{
    /// <summary>Where the plugin is asked, as programmes and chips know it.</summary>
    public const string ServerUrl = "https://pay.example.com";

    private readonly IDataProtectionProvider protection = new EphemeralDataProtectionProvider();
    private readonly ConcurrentBag<ServiceProvider> processes = [];
    private readonly Lazy<ServiceProvider> first;

    protected TestHouse(TestDatabase database)
    {
        Database = database;
        first = new(NewProcess);
    }

    public string Store { get; } = "store1";
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    public TestDatabase Database { get; }
    public ServiceProvider First => first.Value;

    /// <summary>How its processes reach the database: with a single connection each, unless a house says otherwise.</summary>
    protected virtual string Connection => Database.ConnectionString + TestDatabase.OneConnection;

    /// <summary>The rooms, and what is played for them.</summary>
    protected abstract void Furnish(IServiceCollection services);

    /// <summary>Everything once more on the same database, as after a crash or on a second server.</summary>
    public ServiceProvider NewProcess()
    {
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddSingleton<TimeProvider>(Time);
        collection.AddSingleton(new FlashDatabase(Connection));
        collection.AddSingleton(protection);
        collection.AddFlashLedger();
        Furnish(collection);
        var process = collection.BuildServiceProvider();
        processes.Add(process);
        return process;
    }

    public T Get<T>() where T : notnull => First.GetRequiredService<T>();

    /// <summary>The store's programme, in US dollars unless <paramref name="settings"/> say otherwise.</summary>
    public async Task<Programme> SetProgramme(ProgrammeSettings? settings = null, string? store = null) =>
        Value(await Get<IProgrammeService>().Set(store ?? Store, settings ?? new ProgrammeSettings { Asset = "USD" }, ServerUrl, default));

    /// <summary>An active card with money on it.</summary>
    protected async Task<Guid> ActiveCard(IssueCard command, string? balance, string? store = null)
    {
        store ??= Store;
        var cards = Get<ICardService>();
        var id = Value(await cards.Issue(store, command, Key(), default)).Card.Id;
        Value(await cards.Activate(store, id, null, default));
        if (balance is not null)
            Value(await cards.Adjust(store, id, balance, "test", null, Key(), default));
        return id;
    }

    /// <summary>What one of the store's own accounts holds; 0 when it was never used.</summary>
    public async Task<long> Account(string code) =>
        (await Get<ILedgerReader>().StoreAccounts(Store, default)).SingleOrDefault(account => account.Code == code)?.Posted ?? 0;

    public static string Key() => Guid.NewGuid().ToString("N");

    public static T Value<T>(Result<T> result)
    {
        Assert.True(result.Ok, $"refused: {result.Refusal}");
        return result.Value;
    }

    public static void Refused<T>(string code, Result<T> result) => Assert.Equal(code, result.Refusal?.Path is { } path ? $"422 {path}" : result.Refusal?.Code);

    /// <summary>Fails unless the ledger of every store proves.</summary>
    public async Task Prove()
    {
        foreach (var proof in await Get<ILedgerProof>().ProveAll(default))
            Assert.True(proof.Proven, $"{proof.StoreId}: {string.Join("; ", proof.Problems)}");
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Prove();
        foreach (var process in processes)
            await process.DisposeAsync();
        await Database.DisposeAsync();
    }
}
