using BTCPayServer.Plugins.Flash.Data;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Dapper;
using Microsoft.Extensions.Time.Testing;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>A ledger on a database of its own, with a clock that the test moves.</summary>
internal sealed class LedgerWorld : IAsyncDisposable
{
    public const string Store = "StoreOne11111111111111111111111111111111111";
    public static readonly Asset Usd = new("USD", 2);
    public static readonly DateTimeOffset Start = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    private readonly TestDatabase _test;

    private LedgerWorld(TestDatabase test)
    {
        _test = test;
        Database = new FlashDatabase(test.ConnectionString);
        Time = new FakeTimeProvider(Start);
        Ledger = Another();
        Reader = new LedgerReader(Database);
        Proof = new LedgerProof(Database, Time);
    }

    public FlashDatabase Database { get; }
    public FakeTimeProvider Time { get; }
    public LedgerService Ledger { get; }
    public LedgerReader Reader { get; }
    public LedgerProof Proof { get; }

    /// <summary>With nothing but the ledger in its database.</summary>
    public static async Task<LedgerWorld> Create(PostgresFixture postgres) => new(await postgres.CreateFlashDatabase(1));

    /// <summary>A second ledger on the same database that shares nothing with the first, as another process would.</summary>
    public LedgerService Another() => new(Database, new LedgerWriter(Database, Time), Time);

    public async Task<Guid> Account(AccountFlags flags = AccountFlags.Guarded, long? chargeLimit = null, long? periodLimit = null, string store = Store)
    {
        var id = Guid.CreateVersion7();
        await Ledger.OpenAccounts(store, [new NewAccount(id, Usd, flags, null, chargeLimit, periodLimit)], null, default);
        return id;
    }

    /// <summary>A guarded account that holds <paramref name="amount"/>.</summary>
    public async Task<Guid> Funded(long amount, long? chargeLimit = null, long? periodLimit = null)
    {
        var id = await Account(AccountFlags.Guarded, chargeLimit, periodLimit);
        var clearing = await Ledger.StoreAccount(Store, Usd, AccountCodes.Clearing, default);
        Assert.IsType<Written>(await Write(Transfer.Post("load", clearing, id, Usd, amount)));
        return id;
    }

    /// <summary>A card that holds <paramref name="amount"/>, and whom it pays.</summary>
    public async Task<(Guid Card, Guid Sales)> Shop(long amount, long? chargeLimit = null, long? periodLimit = null) =>
        (await Funded(amount, chargeLimit, periodLimit), await Sales());

    public Task<Guid> Sales() => Ledger.StoreAccount(Store, Usd, AccountCodes.Sales, default);

    public Task<WriteResult> Write(params Transfer[] transfers) => Write(Guid.NewGuid().ToString("N"), transfers);

    public Task<WriteResult> Write(string key, params Transfer[] transfers) => Ledger.Write(Store, new TransferRequest(key, transfers), default);

    /// <summary>As many callers at once, in turn on this ledger and on that of another process.</summary>
    public Task<WriteResult[]> AtOnce(int callers, Func<int, TransferRequest> request)
    {
        LedgerService[] processes = [Ledger, Another()];
        return Task.WhenAll(Enumerable.Range(0, callers).Select(i => processes[i % 2].Write(Store, request(i), default)));
    }

    public async Task<Account> Find(Guid id) => (await Reader.Accounts(Store, [id], default))[id];

    public async Task<T> Sql<T>(string sql, object? arguments = null)
    {
        await using var connection = await Database.Open(default);
        return (await connection.ExecuteScalarAsync<T>(sql, arguments))!;
    }

    public async Task<NpgsqlConnection> Open() => await Database.Open(default);

    public async Task Proven()
    {
        foreach (var result in await Proof.ProveAll(default))
            Assert.True(result.Proven, string.Join("; ", result.Problems));
    }

    public static LedgerRefusal Reason(WriteResult result) => Assert.IsType<Refused>(result).Reason;

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await _test.DisposeAsync();
    }
}
