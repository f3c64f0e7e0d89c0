using System.Collections.Concurrent;
using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Boltcards;
using BTCPayServer.Plugins.Flash.Boltcards.Chip;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Data;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Programmes;
using BTCPayServer.Plugins.Flash.Server;
using BTCPayServer.Plugins.Flash.Taps;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Flash.Tool;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>Cards that pay over Lightning, on the real ledger in a database of its own, with a node that the test plays and a clock that it moves.</summary>
public sealed class TapsHouse : IAsyncDisposable
{
    private readonly TestDatabase database;
    private readonly IDataProtectionProvider protection = new EphemeralDataProtectionProvider();
    private readonly ConcurrentBag<ServiceProvider> processes = [];
    private int invoices;

    private TapsHouse(TestDatabase database)
    {
        this.database = database;
        Lightning.Setup(l => l.Read(It.IsAny<string>())).Returns((string bolt11) => Invoices.TryGetValue(bolt11, out var terms)
            ? terms.ExpiresAt <= Time.GetUtcNow() ? TapRefusals.InvoiceExpired : terms
            : TapRefusals.InvoiceInvalid);
        Lightning.Setup(l => l.Pay(Store, It.IsAny<LightningTerms>(), It.IsAny<long>(), It.IsAny<TimeSpan>(), It.IsAny<CancellationToken>()))
            .Returns((string _, LightningTerms terms, long cap, TimeSpan _, CancellationToken _) =>
            {
                Attempts.AddOrUpdate(terms.PaymentHash, 1, (_, n) => n + 1);
                return OnPay(terms, cap);
            });
        Lightning.Setup(l => l.Look(Store, It.IsAny<string>(), It.IsAny<CancellationToken>())).ReturnsAsync((string _, string hash, CancellationToken _) => OnLook(hash));
        Rates.Setup(r => r.Quote(Store, "BTC", "USD", It.IsAny<CancellationToken>())).ReturnsAsync(() => Quote);
        First = NewProcess();
    }

    public string Store { get; } = "store1";
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
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
    public ServiceProvider First { get; }
    public TestDatabase Database => database;
    internal OutgoingPayments Payments => First.GetRequiredService<OutgoingPayments>();
    internal PaymentResolver Resolver => First.GetRequiredService<PaymentResolver>();
    public ICardService Cards => First.GetRequiredService<ICardService>();

    public static Task<LightningOutcome> Paid(LightningTerms terms, long? fee) =>
        Task.FromResult<LightningOutcome>(new LightningOutcome.Paid(terms.AmountMsat!.Value, fee, new string('a', 64)));

    public static async Task<TapsHouse> Open(PostgresFixture postgres, string asset = "USD")
    {
        var house = new TapsHouse(await postgres.CreateDatabase("flash-schema", async connectionString =>
        {
            await using var flash = new FlashDatabase(connectionString);
            await new FlashMigrations(flash, NullLogger<FlashMigrations>.Instance).Migrate(null, default);
        }));
        Value(await house.First.GetRequiredService<IProgrammeService>().Set(house.Store, new ProgrammeSettings { Asset = asset }, "https://pay.example.com", default));
        return house;
    }

    /// <summary>Everything once more on the same database, as after a crash or on a second server.</summary>
    public ServiceProvider NewProcess()
    {
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddSingleton<TimeProvider>(Time);
        collection.AddSingleton(new FlashDatabase(database.ConnectionString + TestDatabase.OneConnection));
        collection.AddSingleton(protection);
        collection.AddSingleton(Lightning.Object);
        collection.AddSingleton(Rates.Object);
        collection.AddSingleton<ICurrencies>(Mock.Of<ICurrencies>(c => c.Find("USD") == new Currency("USD", 2, 2, "$", "US Dollar") && c.Find("SATS") == new Currency("SATS", 3, 0, "sats", "Satoshis")));
        collection.AddFlashLedger();
        collection.AddFlashProgrammes();
        collection.AddFlashCards();
        collection.AddFlashBoltcards();
        collection.AddFlashTaps();
        var process = collection.BuildServiceProvider();
        processes.Add(process);
        return process;
    }

    /// <summary>An active card with money on it.</summary>
    public async Task<Guid> Card(string balance, CardLimits? limits = null)
    {
        var id = Value(await Cards.Issue(Store, new IssueCard(CardKind.Physical, Limits: limits), Guid.NewGuid().ToString("N"), default)).Card.Id;
        Value(await Cards.Activate(Store, id, null, default));
        Value(await Cards.Adjust(Store, id, balance, "test", null, Guid.NewGuid().ToString("N"), default));
        return id;
    }

    /// <summary>A chip that was programmed for the card.</summary>
    internal async Task<SoftwareChip> Chip(Guid card)
    {
        const string server = "https://pay.example.com";
        var (programming, chip) = (First.GetRequiredService<IChipProgramming>(), SoftwareChip.Blank());
        var link = Value(await programming.Program(Store, card, null, null, server, default));
        var keys = Value(await programming.Keys(link.Url.Segments[^1], new KeysRequest(chip.Uid, null), server, default));
        chip.Program(keys.Lnurlw, keys.K1.ToHex(), keys.K2.ToHex());
        return chip;
    }

    /// <summary>A tap, read by a till.</summary>
    internal Task<Result<Tap>> Tap(SoftwareChip chip) => Tap(chip.Tap());

    internal Task<Result<Tap>> Tap(string url) => First.GetRequiredService<ITapService>().Read(TapReading.Read(url)!, "192.0.2.1", default);

    /// <summary>The payment that follows a tap.</summary>
    internal async Task<Result<OutgoingPayment>> Pay(Tap tap, LightningTerms terms, string? pin = null) => await First.GetRequiredService<ITapService>()
        .Pay(await First.GetRequiredService<ICredentials>().TapCode(Store, default), tap.Proof.K1, terms.Bolt11, pin, "192.0.2.1", default);

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
    public async Task<(long Posted, long Held)> Balance(Guid card)
    {
        var account = Value(await Cards.Find(Store, card, default)).Account;
        return (account.Posted, account.Held);
    }

    /// <summary>What one of the store's own accounts holds; 0 when it was never used.</summary>
    public async Task<long> Account(string code) =>
        (await First.GetRequiredService<ILedgerReader>().StoreAccounts(Store, default)).SingleOrDefault(account => account.Code == code)?.Posted ?? 0;

    public static T Value<T>(Result<T> result)
    {
        Assert.True(result.Ok, $"refused: {result.Refusal}");
        return result.Value;
    }

    public async Task Until(Func<bool> condition)
    {
        for (var tries = 0; !condition(); tries++)
        {
            Assert.True(tries < 500, "it never came to that");
            await Task.Delay(10);
        }
    }

    public async Task Prove()
    {
        foreach (var proof in await First.GetRequiredService<ILedgerProof>().ProveAll(default))
            Assert.True(proof.Proven, $"{proof.StoreId}: {string.Join("; ", proof.Problems)}");
    }

    public async ValueTask DisposeAsync()
    {
        await Prove();
        Assert.All(Attempts.Values, attempts => Assert.Equal(1, attempts));
        foreach (var process in processes)
            await process.DisposeAsync();
        await database.DisposeAsync();
    }
}
