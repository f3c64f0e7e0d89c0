using BTCPayServer.Plugins.Flash.Boltcards;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Loads;
using BTCPayServer.Plugins.Flash.Programmes;
using BTCPayServer.Plugins.Flash.Server;
using Microsoft.Extensions.DependencyInjection;

namespace BTCPayServer.Plugins.Flash.Tests.Support;

/// <summary>Programmes, cards, chips and loads, with invoices and pull payments that the test plays.</summary>
public sealed class CardsHouse : TestHouse
{
    private CardsHouse(TestDatabase database) : base(database)
    {
    }

    public PlayedInvoices Invoices { get; } = new();
    public PlayedPullPayments PullPayments { get; } = new();
    public IProgrammeService Programmes => Get<IProgrammeService>();
    public ICardService Cards => Get<ICardService>();
    public ICardFinder Finder => Get<ICardFinder>();
    public ILoadService Loads => Get<ILoadService>();
    internal LoadWorker Worker => Get<LoadWorker>();

    public static async Task<CardsHouse> Open(PostgresFixture postgres) => new(await postgres.CreateFlashDatabase());

    protected override void Furnish(IServiceCollection services)
    {
        services.AddSingleton<ICurrencies>(new KnownCurrencies());
        services.AddSingleton<IStoreInvoices>(Invoices);
        services.AddSingleton<IStorePullPayments>(PullPayments);
        services.AddFlashProgrammes();
        services.AddFlashCards();
        services.AddFlashBoltcards();
        services.AddFlashLoads();
    }

    public Task<Programme> Programme(ProgrammeSettings? settings = null, string? store = null) => SetProgramme(settings, store);

    public async Task<IssuedCard> Issue(IssueCard? command = null, string? key = null, string? store = null) =>
        Value(await Cards.Issue(store ?? Store, command ?? new IssueCard(CardKind.Virtual), key ?? Key(), default));

    /// <summary>An active card with money on it.</summary>
    public Task<Guid> Card(string? balance = null) => ActiveCard(new IssueCard(CardKind.Virtual), balance);

    public async Task<Load> Load(Guid card, string amount, bool activate = false, string? key = null) =>
        Value(await Loads.Request(Store, card, new RequestLoad(amount, activate), key ?? Key(), null, default));

    public async Task<Load> Reconcile(Load load) => Value(await Loads.Reconcile(Store, load.Id, default));

    /// <summary>Plays what happens to the load's invoice, and lets the load find out.</summary>
    public Task<Load> Play(Load load, StoreInvoiceStatus status, decimal settled, StoreInvoiceException exception = StoreInvoiceException.None, decimal dust = 0)
    {
        Invoices.Play(load.InvoiceId, status, settled, exception, dust: dust);
        return Reconcile(load);
    }

    public async Task<Card> Find(Guid card) => Value(await Cards.Find(Store, card, default));

    public async Task<long> Balance(Guid card) => (await Find(card)).Account.Posted;

    /// <summary>Takes money off a card, as a charge does.</summary>
    public async Task<WriteResult> Spend(Guid card, long amount)
    {
        var account = (await Find(card)).Account;
        var sales = await Get<ILedger>().StoreAccount(Store, new Asset(account.Asset, account.Scale), AccountCodes.Sales, default);
        return await Get<ILedger>().Write(Store, new TransferRequest("spend:" + Key(),
            Transfer.Post("charge", card, sales, new Asset(account.Asset, account.Scale), amount) with { Period = 20260301 }), default);
    }
}
