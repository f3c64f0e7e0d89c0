using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Charges;
using BTCPayServer.Plugins.Flash.Data;
using BTCPayServer.Plugins.Flash.Insights;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Programmes;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>The overview's figures on the real ledger.</summary>
public sealed class InsightsTests(PostgresFixture postgres) : ChargesHouseTests(postgres)
{
    private DayTotals days = null!;
    private Proofs proofs = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        days = new DayTotals(House.Get<FlashDatabase>());
        proofs = new Proofs(House.Get<FlashDatabase>(), House.Get<ILedgerProof>(), NullLogger<Proofs>.Instance);
    }

    [Fact]
    public async Task A_days_sums_count_every_movement_once_even_when_the_reader_breaks()
    {
        var card = await House.Card(10_00);
        var charge = await House.Charge(card, "2.50");
        await House.Charge(card, "1.00");
        await House.Charges.Refund(House.Store, ChargeActor.Api, new RefundCharge(ChargesHouse.Key(), charge.Id, "0.75"), default);
        var runner = House.Get<LogReaderRunner>();
        await Assert.ThrowsAsync<InvalidOperationException>(() => runner.Run(new Breaking(days), House.Store, default));
        Assert.Equal(4, await runner.Run(days, House.Store, default));
        Assert.Equal(0, await runner.Run(days, House.Store, default));
        await House.Charge(card, "3.00");
        await runner.Run(days, House.Store, default);

        var today = await days.Of(House.Store, 20260301, "USD", default);
        Assert.Equal(new DayTotal("load", TransferKind.Post, 1, 10_00), today.Single(t => t.Code == "load"));
        Assert.Equal(new DayTotal("charge", TransferKind.Post, 3, 6_50), today.Single(t => t is { Code: "charge", Kind: TransferKind.Post }));
        Assert.Equal(new DayTotal("charge", TransferKind.Refund, 1, 75), today.Single(t => t.Kind == TransferKind.Refund));
    }

    [Fact]
    public async Task A_day_begins_where_the_store_is()
    {
        House.Programme = House.Programme! with { TimeZone = "America/Jamaica" };
        await using (var connection = await House.Get<FlashDatabase>().Open(default))
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await ProgrammeRepository.Save(transaction, House.Programme, House.Time.GetUtcNow(), default);
            await transaction.CommitAsync();
        }
        var card = await House.Card(10_00);
        // 12:00 UTC is the first of March in Kingston too; five hours past midnight UTC it is still that day.
        House.Time.Advance(TimeSpan.FromHours(16.5));
        await House.Charge(card, "1.00");
        House.Time.Advance(TimeSpan.FromHours(1));
        await House.Charge(card, "2.00");
        await House.Get<LogReaderRunner>().Run(days, House.Store, default);
        Assert.Equal(1_00, (await days.Of(House.Store, 20260301, "USD", default)).Single(t => t.Code == "charge").Amount);
        Assert.Equal(2_00, (await days.Of(House.Store, 20260302, "USD", default)).Single(t => t.Code == "charge").Amount);
    }

    [Fact]
    public async Task The_last_proof_is_kept_and_so_is_when_it_last_held()
    {
        var card = await House.Card(10_00);
        Assert.Null(await proofs.Last(House.Store, default));
        var green = await proofs.Prove(House.Store, default);
        Assert.True(green.Proven);
        Assert.Equal(House.Time.GetUtcNow(), green.ProvenAt);

        House.Time.Advance(TimeSpan.FromHours(1));
        await Tamper(card, 3);
        await proofs.ProveAll(default);
        var red = (await proofs.Last(House.Store, default))!;
        Assert.False(red.Proven);
        Assert.Contains(red.Problems, p => p.Account == card && p.Expected == 10_00 && p.Actual == 10_03);
        Assert.Equal(green.ProvenAt, red.ProvenAt);

        await Tamper(card, -3);
        Assert.True((await proofs.Prove(House.Store, default)).Proven);
    }

    [Fact]
    public async Task The_overview_tells_cards_liability_and_activity()
    {
        var rich = await House.Card(10_00);
        await House.Card(5_00, flags: AccountFlags.Frozen);
        await House.Card(0, flags: AccountFlags.Inactive);
        await House.Card(99_00, store: "another");
        await House.Charge(rich, "4.00", capture: false);
        await House.Charge(rich, "1.00");
        await House.Get<LogReaderRunner>().Run(days, House.Store, default);
        var overview = (await new OverviewService(House, House, House.Reader, days, proofs, House.Time).Of(House.Store, default))!;
        Assert.Equal(1, overview.Cards[CardState.Active]);
        Assert.Equal(1, overview.Cards[CardState.Frozen]);
        Assert.Equal(1, overview.Cards[CardState.Issued]);
        Assert.Equal(3, overview.CardCount);
        Assert.Equal((14_00, 4_00), (overview.Liability, overview.Held));
        Assert.Equal(new DaySum(2, 15_00), overview.Loaded);
        Assert.Equal(new DaySum(1, 1_00), overview.Charged);
        Assert.Equal(new DaySum(0, 0), overview.Refunded);
        Assert.Equal(-1_00, overview.Recent[0].Amount);
        Assert.Equal(rich, overview.Recent[0].Transfer.Debit);
        Assert.Equal(5_00, overview.Recent[2].Amount);
        // A young ledger is not left unproven until the next round.
        Assert.True(overview.Proof!.Proven);

        House.Programme = null;
        Assert.Null(await new OverviewService(House, House, House.Reader, days, proofs, House.Time).Of(House.Store, default));
    }

    [Fact]
    public async Task Loads_that_were_taken_back_stand_beside_those_that_came()
    {
        var card = await House.Card(10_00);
        var (clearing, unclaimed) = (await Of(AccountCodes.Clearing), await Of(AccountCodes.Unclaimed));
        await Write(Transfer.Refund("load-reversal", (await House.Reader.FindByKey(House.Store, $"load:{card:N}", default))!.Id, 10_00));
        var late = await Write(Transfer.Post("load", clearing, unclaimed, ChargesHouse.Usd, 7_00));
        await Write(Transfer.Refund("load-reversal", late, 3_00));
        await Write(Transfer.Post("unclaimed-paid-out", unclaimed, await Of(AccountCodes.PaidOut), ChargesHouse.Usd, 4_00));
        await House.Get<LogReaderRunner>().Run(days, House.Store, default);
        var overview = (await new OverviewService(House, House, House.Reader, days, proofs, House.Time).Of(House.Store, default))!;
        Assert.Equal((new DaySum(2, 17_00), new DaySum(2, 13_00)), (overview.Loaded, overview.TakenBack));
        Assert.Equal([-4_00, -3_00, 7_00, -10_00, 10_00], overview.Recent.Select(a => a.Amount));

        Task<Guid> Of(string code) => House.Ledger.StoreAccount(House.Store, ChargesHouse.Usd, code, default);

        async Task<Guid> Write(Transfer transfer) =>
            Assert.IsType<Written>(await House.Ledger.Write(House.Store, new TransferRequest(ChargesHouse.Key(), transfer), default)).Transfers[0].Id;
    }

    private async Task Tamper(Guid card, long by)
    {
        await using var connection = new NpgsqlConnection(House.Database.ConnectionString);
        await connection.ExecuteAsync("update flash.accounts set posted = posted + @by where store_id = @store and id = @card", new { by, store = House.Store, card });
    }

    /// <summary>Does the work, and dies before it is committed.</summary>
    private sealed class Breaking(ILogReader reader) : ILogReader
    {
        public string Name => reader.Name;

        public async Task Read(string storeId, IReadOnlyList<TransferRecord> transfers, NpgsqlTransaction transaction, CancellationToken cancellationToken)
        {
            await reader.Read(storeId, transfers, transaction, cancellationToken);
            throw new InvalidOperationException("pulled the plug");
        }
    }
}
