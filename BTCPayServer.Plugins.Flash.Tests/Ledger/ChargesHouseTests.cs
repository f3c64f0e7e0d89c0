using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Charges;
using BTCPayServer.Plugins.Flash.Tests.Support;
using static BTCPayServer.Plugins.Flash.Tests.Support.TestHouse;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>Tests of which each has a house of its own where cards are charged.</summary>
public abstract class ChargesHouseTests(PostgresFixture postgres) : IAsyncLifetime
{
    protected ChargesHouse House { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync() => House = await ChargesHouse.Open(postgres);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return House.DisposeAsync();
    }

    /// <summary>A charge in one step, over the API with a new key.</summary>
    protected Task<Result<Charge>> Sale(Guid card, string? amount) =>
        House.Charges.Authorise(House.Store, ChargeActor.Api, new AuthoriseCharge(Key(), new CardReference(card), amount, true), default);

    protected Task<Result<Charge>> Capture(Charge charge, string? amount = null) =>
        House.Charges.Capture(House.Store, ChargeActor.Api, new CaptureCharge(Key(), charge.Id, amount), default);

    protected Task<Result<Charge>> Void(Charge charge) => House.Charges.Void(House.Store, ChargeActor.Api, new VoidCharge(Key(), charge.Id), default);

    protected Task<Result<Charge>> Refund(Charge charge, string? amount = null, string? reason = null) =>
        House.Charges.Refund(House.Store, ChargeActor.Api, new RefundCharge(Key(), charge.Id, amount, reason), default);
}
