using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Boltcards;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Charges;
using BTCPayServer.Plugins.Flash.Holders;
using BTCPayServer.Plugins.Flash.Loads;
using BTCPayServer.Plugins.Flash.Programmes;
using BTCPayServer.Plugins.Flash.Server;
using BTCPayServer.Plugins.Flash.Taps;
using Microsoft.Extensions.DependencyInjection;
using Moq;

namespace BTCPayServer.Plugins.Flash.Tests.Support;

/// <summary>Cards that are loaded, charged and replaced, with invoices that the test plays.</summary>
public sealed class SuccessionHouse : TestHouse
{
    private SuccessionHouse(TestDatabase database) : base(database)
    {
    }

    public PlayedInvoices Invoices { get; } = new();
    public ICardService Cards => Get<ICardService>();
    public ILoadService Loads => Get<ILoadService>();
    public IChargeService Charges => Get<IChargeService>();
    public ICardReplacement Replacement => Get<ICardReplacement>();
    public ICardFates Fates => Get<ICardFates>();
    internal HolderHistory History => Get<HolderHistory>();

    public static async Task<SuccessionHouse> Open(PostgresFixture postgres, ProgrammeSettings? settings = null)
    {
        var house = new SuccessionHouse(await postgres.CreateFlashDatabase());
        await house.SetProgramme(settings);
        return house;
    }

    protected override void Furnish(IServiceCollection services)
    {
        services.AddSingleton<ICurrencies>(new KnownCurrencies());
        services.AddSingleton<IStoreInvoices>(Invoices);
        services.AddSingleton<IStorePullPayments>(new PlayedPullPayments());
        services.AddSingleton(Mock.Of<IStoreLightning>());
        services.AddSingleton(Mock.Of<IServerRates>());
        services.AddFlashProgrammes();
        services.AddFlashCards();
        services.AddFlashCharges();
        services.AddFlashBoltcards();
        services.AddFlashLoads();
        services.AddFlashTaps();
        services.AddSingleton<ICardReplacement, CardReplacement>();
        services.AddSingleton<HolderHistory>();
    }

    /// <summary>An active card with money on it.</summary>
    public Task<Guid> Card(string? balance = null, CardLimits? limits = null) => ActiveCard(new IssueCard(CardKind.Virtual, Limits: limits), balance);

    /// <summary>The card that takes a card's place.</summary>
    public async Task<Guid> Replace(Guid card) => Value(await Replacement.Replace(Store, card, CardKind.Virtual, "test", null, default)).Card.Id;

    public async Task<Card> Find(Guid card) => Value(await Cards.Find(Store, card, default));

    /// <summary>What a card has, and how much of it is held.</summary>
    public async Task<(long Posted, long Held)> Balance(Guid card) => (await Find(card)).Account is var account ? (account.Posted, account.Held) : default;

    public Task<Result<Charge>> Charge(Guid card, string amount, bool capture = true, int? minutes = null) =>
        Charges.Authorise(Store, ChargeActor.Api, new AuthoriseCharge(Key(), new CardReference(card), amount, capture, minutes), default);

    public async Task<Guid> Held(Guid card, string amount, int? minutes = null) => Value(await Charge(card, amount, false, minutes)).Id;

    public Task<Result<Charge>> Capture(Guid charge, string? amount = null) => Charges.Capture(Store, ChargeActor.Api, new CaptureCharge(Key(), charge, amount), default);

    public Task<Result<Charge>> Void(Guid charge) => Charges.Void(Store, ChargeActor.Api, new VoidCharge(Key(), charge), default);

    public Task<Result<Charge>> Refund(Guid charge, string? amount = null) => Charges.Refund(Store, ChargeActor.Api, new RefundCharge(Key(), charge, amount), default);

    public async Task<Load> Load(Guid card, string amount, bool activate = false) =>
        Value(await Loads.Request(Store, card, new RequestLoad(amount, activate), Key(), null, default));

    /// <summary>A load whose invoice is now like this.</summary>
    public async Task<Load> Play(Load load, StoreInvoiceStatus status, decimal settled, StoreInvoiceException exception = StoreInvoiceException.None)
    {
        Invoices.Play(load.InvoiceId, status, settled, exception);
        return Value(await Loads.Reconcile(Store, load.Id, default));
    }
}
