using System.Collections.Concurrent;
using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Charges;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Programmes;
using BTCPayServer.Plugins.Flash.Taps;
using BTCPayServer.Plugins.Flash.Tills;
using Microsoft.Extensions.DependencyInjection;
using Moq;

namespace BTCPayServer.Plugins.Flash.Tests.Support;

/// <summary>Charges and tills. Cards and programmes are the test's.</summary>
public sealed class ChargesHouse : TestHouse, ICardFinder, IProgrammes
{
    public static readonly Asset Usd = new("USD", 2);
    private readonly ConcurrentDictionary<(string Store, Guid Id), string> cards = new();

    private ChargesHouse(TestDatabase database) : base(database) => Programme = new Programme { StoreId = Store, Asset = Usd, HoldMinutes = 60 };

    public Programme? Programme { get; set; }
    public IChargeService Charges => Get<IChargeService>();
    public ITillService Tills => Get<ITillService>();
    public ILedger Ledger => Get<ILedger>();
    public ILedgerReader Reader => Get<ILedgerReader>();

    // The finder that is played here asks for a connection of its own while its caller holds one.
    protected override string Connection => Database.ConnectionString;

    public static async Task<ChargesHouse> Open(PostgresFixture postgres) => new(await postgres.CreateFlashDatabase());

    protected override void Furnish(IServiceCollection services)
    {
        services.AddFlashCharges();
        // Nothing guards these cards or hides what is on them, and none is lost.
        services.AddSingleton(Mock.Of<ICardFates>());
        services.AddSingleton(Mock.Of<ISpendingGuard>());
        services.AddSingleton(Mock.Of<ITapSettings>(s => s.ShowBalance(It.IsAny<string>(), It.IsAny<CancellationToken>()) == Task.FromResult(true)));
        services.AddFlashTills();
        services.AddSingleton<ICardFinder>(this);
        services.AddSingleton<IProgrammes>(this);
    }

    /// <summary>A card with money on it.</summary>
    public async Task<Guid> Card(long balance, string? store = null, AccountFlags flags = AccountFlags.None, long? chargeLimit = null, long? dayLimit = null)
    {
        store ??= Store;
        var id = Guid.CreateVersion7();
        await Ledger.OpenAccounts(store, [new NewAccount(id, Usd, AccountFlags.Guarded | flags, null, chargeLimit, dayLimit)], null, default);
        cards[(store, id)] = Number(id);
        if (balance > 0)
        {
            var clearing = await Ledger.StoreAccount(store, Usd, AccountCodes.Clearing, default);
            Assert.IsType<Written>(await Ledger.Write(store, new TransferRequest($"load:{id:N}", Transfer.Post("load", clearing, id, Usd, balance)), default));
        }
        return id;
    }

    public static string Number(Guid card) => "n" + card.ToString("N");

    public async Task<Account> Account(Guid id) => (await Reader.Accounts(Store, [id], default))[id];

    public async Task<Charge> Charge(Guid card, string amount, bool capture = true, string? key = null) =>
        Value(await Charges.Authorise(Store, ChargeActor.Api, new AuthoriseCharge(key ?? Key(), new CardReference(card), amount, capture), default));

    public Task<Programme?> Find(string storeId, CancellationToken cancellationToken) => Task.FromResult(Programme is null ? null : Programme with { StoreId = storeId });

    public Task<Card?> ById(Npgsql.NpgsqlTransaction transaction, string storeId, Guid id, CancellationToken cancellationToken) => ById(storeId, id, cancellationToken);

    public async Task<Card?> ById(string storeId, Guid id, CancellationToken cancellationToken) =>
        cards.TryGetValue((storeId, id), out var number) && (await Reader.Accounts(storeId, [id], cancellationToken)).TryGetValue(id, out var account)
            ? new Card { Id = id, StoreId = storeId, Number = number, Account = account, State = CardState.Active }
            : null;

    public Task<Card?> ByNumber(string storeId, string number, CancellationToken cancellationToken) =>
        cards.FirstOrDefault(c => c.Key.Store == storeId && c.Value == number) is { Value: not null } found ? ById(storeId, found.Key.Id, cancellationToken) : Task.FromResult<Card?>(null);

    public Task<Card?> ByToken(string storeId, string token, CancellationToken cancellationToken) =>
        token.StartsWith("t", StringComparison.Ordinal) ? ByNumber(storeId, "n" + token[1..], cancellationToken) : Task.FromResult<Card?>(null);
}
