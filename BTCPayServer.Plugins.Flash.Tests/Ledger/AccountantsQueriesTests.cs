using System.Text.RegularExpressions;
using BTCPayServer.Plugins.Flash.Data;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Dapper;
using Microsoft.Extensions.Time.Testing;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>The queries and the worked example of the documentation, on the schema as it is.</summary>
public sealed partial class AccountantsQueriesTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const string Number = "9910123456789015";
    private static readonly Asset Usd = new("USD", 2);
    private TestDatabase _test = null!;
    private FlashDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _test = await postgres.CreateFlashDatabase();
        _database = new FlashDatabase(_test.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        await _test.DisposeAsync();
    }

    [Theory]
    [InlineData("docs/ledger-for-accountants.md", 12)]
    [InlineData("docs/install-and-operate.md", 3)]
    public async Task Every_query_runs(string file, int least)
    {
        var queries = Queries(file);
        Assert.True(queries.Count >= least, $"{file} has {queries.Count} queries");
        await using var connection = await _test.Open();
        foreach (var query in queries)
            await connection.QueryAsync(query);
    }

    [Fact]
    public async Task The_worked_example_has_the_balances_that_the_page_says()
    {
        var last = await PlayExample();
        await using var connection = await _test.Open();
        var queries = Queries("docs/ledger-for-accountants.md");
        var balances = await Row("8.");
        Assert.Equal(10.00m, Assert.Single(await connection.QueryAsync(Find(queries, "l.invoice_id")), l => (decimal)l.unclaimed != 0).unclaimed);
        await last();
        balances = await Row("9.");
        Assert.Equal(0m, balances.Values.Sum());

        var statement = (await connection.QueryAsync(Find(queries, Number))).Select(r => (decimal)r.balance).ToArray();
        Assert.Equal([50.00m, 49.00m, 47.00m, 34.50m, 16.50m, 20.50m, 25.50m, 0.00m], statement);

        var loads = (await connection.QueryAsync(Find(queries, "l.invoice_id"))).ToArray();
        Assert.Equal(-balances["clearing"], loads.Sum(l => (decimal)l.credited));
        Assert.Equal(balances["fees"], loads.Sum(l => (decimal)l.fees));
        Assert.Equal((balances["unclaimed"], 10.00m, 0m), (loads.Sum(l => (decimal)l.unclaimed), loads.Sum(l => (decimal)l.paid_out), loads.Sum(l => (decimal)l.moved)));

        var owed = await connection.QuerySingleAsync(Find(queries, "as owed"));
        Assert.Equal(balances["cards"], (decimal)owed.owed);
        Assert.Empty(await connection.QueryAsync(Find(queries, "flash.prove")));

        async Task<Dictionary<string, decimal>> Row(string step)
        {
            var now = (await connection.QueryAsync<(string, string Account, decimal Balance)>(Find(queries, "as account"))).ToDictionary(r => r.Account, r => r.Balance);
            string[] columns = ["cards", "clearing", "fees", "sales", "adjustments", "paid-out", "unclaimed"];
            Assert.Equal(Said(step), columns.Select(column => now[column]));
            return now;
        }
    }

    /// <summary>The steps of the page, in its order, through the ledger; answers the last one.</summary>
    private async Task<Func<Task>> PlayExample()
    {
        // The queries ask for a month of their own.
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
        var ledger = new LedgerService(_database, new LedgerWriter(_database, time), time);
        var card = Guid.CreateVersion7();
        await ledger.OpenAccounts("STORE", [new NewAccount(card, Usd, AccountFlags.Guarded)], null, default);
        async Task<Guid> Of(string code) => await ledger.StoreAccount("STORE", Usd, code, default);
        var (clearing, fees, sales) = (await Of(AccountCodes.Clearing), await Of(AccountCodes.Fees), await Of(AccountCodes.Sales));
        var (first, second) = (await Load(card, 50_00), await Load(card, 10_00));
        async Task<Guid> Write(Transfer transfer)
        {
            Assert.IsType<Written>(await ledger.Write("STORE", new TransferRequest(transfer.Id.ToString(), transfer), default));
            return transfer.Id;
        }

        await Write(Transfer.Post("load", clearing, card, Usd, 50_00) with { Reference = first });
        await Write(Transfer.Post("load-fee", card, fees, Usd, 1_00) with { Reference = first });
        await Write(Transfer.Post("issue-fee", card, fees, Usd, 2_00) with { Reference = first });
        var sale = await Write(Transfer.Post("charge", card, sales, Usd, 12_50));
        var hold = await Write(Transfer.Hold("charge", card, sales, Usd, 20_00, time.GetUtcNow().AddDays(1)));
        await Write(Transfer.Capture("charge", hold, 18_00));
        await Write(Transfer.Refund("charge", sale, 4_00));
        await Write(Transfer.Post("adjustment", await Of(AccountCodes.Adjustments), card, Usd, 5_00));
        await Write(Transfer.Post("close", card, await Of(AccountCodes.PaidOut), Usd, 25_50));
        await Write(Transfer.Post("load", clearing, await Of(AccountCodes.Unclaimed), Usd, 10_00) with { Reference = second });
        return async () => await Write(Transfer.Post("unclaimed-paid-out", await Of(AccountCodes.Unclaimed), await Of(AccountCodes.PaidOut), Usd, 10_00) with { Reference = second });
    }

    /// <summary>Rows that the queries join, with no more in them than they must have; answers the load's reference.</summary>
    private async Task<string> Load(Guid card, long amount)
    {
        var id = Guid.CreateVersion7();
        await using var connection = await _test.Open();
        await connection.ExecuteAsync("""
            insert into flash.programmes (store_id, asset, scale, issue_fee, load_fee, load_fee_basis_points, hold_minutes, time_zone, credit_marked_invoices, updated_at)
              values ('STORE', 'USD', 2, 200, 50, 100, 1440, 'America/Jamaica', true, now()) on conflict do nothing;
            insert into flash.cards (store_id, id, number, kind, own_limits, token_hash, issued_at) values ('STORE', @card, @Number, 0, false, 'x', now()) on conflict do nothing;
            insert into flash.loads (store_id, id, card_id, first_card, asset, scale, amount, activate, load_fee, load_fee_basis_points, issue_fee, key, content, creating_until, created_at)
              values ('STORE', @id, @card, @card, 'USD', 2, @amount, false, 50, 100, 200, @id::text, @id, now(), timestamptz '2026-11-15 12:00+00');
            """, new { id, card, amount, Number });
        return $"load:{id:N}";
    }

    private static string Find(IEnumerable<string> queries, string part) => Assert.Single(queries, q => q.Contains(part, StringComparison.Ordinal));

    /// <summary>The balances in the row of the page's table that begins with <paramref name="step"/>.</summary>
    private static decimal[] Said(string step) => File.ReadLines(Repository.PathOf("docs/ledger-for-accountants.md")).First(l => l.StartsWith($"| {step}", StringComparison.Ordinal))
        .Split('|')[3..^1].Select(cell => decimal.Parse(cell.Trim().Replace('−', '-'), System.Globalization.CultureInfo.InvariantCulture)).ToArray();

    /// <summary>Every statement that only reads.</summary>
    private static List<string> Queries(string file) => Block().Matches(File.ReadAllText(Repository.PathOf(file)))
        .SelectMany(m => Comment().Replace(m.Groups[1].Value, "").Split(';')).Select(q => q.Trim()).Where(q => q.StartsWith("select", StringComparison.Ordinal)).ToList();

    [GeneratedRegex("^```sql\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("--.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();
}
