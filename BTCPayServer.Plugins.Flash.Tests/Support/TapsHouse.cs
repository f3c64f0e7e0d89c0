using System.Collections.Concurrent;
using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Boltcards;
using BTCPayServer.Plugins.Flash.Boltcards.Chip;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Charges;
using BTCPayServer.Plugins.Flash.Programmes;
using BTCPayServer.Plugins.Flash.Server;
using BTCPayServer.Plugins.Flash.Taps;
using Flash.Tool;
using Microsoft.Extensions.DependencyInjection;
using Moq;

namespace BTCPayServer.Plugins.Flash.Tests.Support;

/// <summary>Cards that pay over Lightning, with a node and rates that the test plays.</summary>
public sealed class TapsHouse : TestHouse
{
    private int invoices;

    private TapsHouse(TestDatabase database) : base(database)
    {
        Lightning.Setup(l => l.Read(It.IsAny<string>())).Returns((string bolt11) => Invoices.TryGetValue(bolt11, out var terms)
            ? terms.ExpiresAt <= Time.GetUtcNow() ? TapRefusals.InvoiceExpired : terms
            : TapRefusals.InvoiceInvalid);
        Lightning.Setup(l => l.Pay(It.IsAny<string>(), It.IsAny<LightningTerms>(), It.IsAny<long>(), It.IsAny<TimeSpan>(), It.IsAny<CancellationToken>()))
            .Returns((string _, LightningTerms terms, long cap, TimeSpan _, CancellationToken _) =>
            {
                Attempts.AddOrUpdate(terms.PaymentHash, 1, (_, n) => n + 1);
                return OnPay(terms, cap);
            });
        Lightning.Setup(l => l.Look(It.IsAny<string>(), It.IsAny<string>(), It.IsAny<CancellationToken>())).ReturnsAsync((string _, string hash, CancellationToken _) => OnLook(hash));
        Lightning.Setup(l => l.Node(It.IsAny<string>(), It.IsAny<CancellationToken>())).ReturnsAsync(() => Node);
        Lightning.Setup(l => l.Answers(It.IsAny<string>(), It.IsAny<CancellationToken>())).ReturnsAsync(() => Answers);
        Rates.Setup(r => r.Quote(It.IsAny<string>(), "BTC", "USD", It.IsAny<CancellationToken>())).ReturnsAsync(() => Quote);
    }

    public Mock<IStoreLightning> Lightning { get; } = new();
    public Mock<IServerRates> Rates { get; } = new();
    /// <summary>How often the node was asked to pay a hash.</summary>
    public ConcurrentDictionary<string, int> Attempts { get; } = new();
    public ConcurrentDictionary<string, LightningTerms> Invoices { get; } = new();
    public RateQuote? Quote { get; set; } = new(50_000m, 50_000m);
    /// <summary>What the node does when it is to pay.</summary>
    public Func<LightningTerms, long, Task<LightningOutcome>> OnPay { get; set; } = (terms, _) => Paid(terms, 1000);
    /// <summary>What the node knows.</summary>
    public Func<string, LightningOutcome?> OnLook { get; set; } = _ => null;
    /// <summary>Which node the store has.</summary>
    public string Node { get; set; } = "first";
    /// <summary>Whether the node answers at all.</summary>
    public bool Answers { get; set; } = true;
    internal OutgoingPayments Payments => Get<OutgoingPayments>();
    internal PaymentResolver Resolver => Get<PaymentResolver>();
    public ICardService Cards => Get<ICardService>();

    public static Task<LightningOutcome> Paid(LightningTerms terms, long? fee) =>
        Task.FromResult<LightningOutcome>(new LightningOutcome.Paid(terms.AmountMsat!.Value, fee, new string('a', 64)));

    public static async Task<TapsHouse> Open(PostgresFixture postgres, string asset = "USD")
    {
        var house = new TapsHouse(await postgres.CreateFlashDatabase());
        await house.SetProgramme(new ProgrammeSettings { Asset = asset });
        return house;
    }

    protected override void Furnish(IServiceCollection services)
    {
        services.AddSingleton(Lightning.Object);
        services.AddSingleton(Rates.Object);
        services.AddSingleton<ICurrencies>(new KnownCurrencies());
        services.AddFlashProgrammes();
        services.AddFlashCards();
        services.AddFlashBoltcards();
        services.AddFlashTaps();
        services.AddFlashCharges();
    }

    /// <summary>An active card with money on it.</summary>
    public Task<Guid> Card(string balance, CardLimits? limits = null, string? store = null) => ActiveCard(new IssueCard(CardKind.Physical, Limits: limits), balance, store);

    /// <summary>A chip that was programmed for the card.</summary>
    internal async Task<SoftwareChip> Chip(Guid card)
    {
        var (programming, chip) = (Get<IChipProgramming>(), SoftwareChip.Blank());
        var link = Value(await programming.Program(Store, card, null, null, ServerUrl, default));
        var keys = Value(await programming.Keys(link.Url.Segments[^1], new KeysRequest(chip.Uid, null), ServerUrl, default));
        chip.Program(keys.Lnurlw, keys.K1.ToHex(), keys.K2.ToHex());
        return chip;
    }

    /// <summary>A tap, read by a till.</summary>
    internal Task<Result<Tap>> Tap(SoftwareChip chip) => Tap(chip.Tap());

    internal Task<Result<Tap>> Tap(string url) => Get<ITapService>().Read(TapReading.Read(url)!, "192.0.2.1", default);

    /// <summary>The payment that follows a tap.</summary>
    internal async Task<Result<OutgoingPayment>> Pay(Tap tap, LightningTerms terms, string? pin = null) => await Get<ITapService>()
        .Pay(await Get<ICredentials>().TapCode(Store, default), tap.K1, terms.Bolt11, pin, "192.0.2.1", default);

    public LightningTerms Invoice(long? msat, TimeSpan? expiry = null)
    {
        var number = Interlocked.Increment(ref invoices);
        var terms = new LightningTerms($"lnbcrt{number}", number.ToString("x64", System.Globalization.CultureInfo.InvariantCulture), msat, Time.GetUtcNow(),
            Time.GetUtcNow() + (expiry ?? TimeSpan.FromHours(1)), null, null);
        return Invoices[terms.Bolt11] = terms;
    }

    public Task<Result<OutgoingPayment>> Pay(Guid card, LightningTerms terms) => Payments.Pay(Store, new PayInvoice(card, terms.Bolt11), default);

    public async Task<OutgoingPayment> Payment(Guid id) => Value(await Payments.Find(Store, id, default));

    /// <summary>What is on a card, and what of that is held.</summary>
    public async Task<(long Posted, long Held)> Balance(Guid card, string? store = null)
    {
        var account = Value(await Cards.Find(store ?? Store, card, default)).Account;
        return (account.Posted, account.Held);
    }

    public async Task Until(Func<bool> condition)
    {
        for (var tries = 0; !condition(); tries++)
        {
            Assert.True(tries < 6000, "it never came to that");
            await Task.Delay(10);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Assert.All(Attempts.Values, attempts => Assert.Equal(1, attempts));
    }
}
