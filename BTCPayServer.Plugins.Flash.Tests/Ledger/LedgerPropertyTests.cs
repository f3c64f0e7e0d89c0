using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Tests.Support;
using CsCheck;
using Dapper;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>Random histories, in random batches, with accounts that are changed, replaced and closed in between, over some days, must end as the plain model says, request by request.</summary>
public sealed class LedgerPropertyTests(PostgresFixture postgres)
{
    // One step of a history, all numbers small so that they collide: accounts run dry, limits are hit, holds are resolved twice.
    private sealed record Step(int Kind, int From, int To, int Amount, int Pick, bool Linked, int Again, bool Staff, int Minutes);

    private static readonly Gen<Step[][]> Histories =
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 1000], Gen.Int[0, 1000], Gen.Int[1, 60], Gen.Int[0, 1000], Gen.Bool, Gen.Int[0, 11], Gen.Bool,
            (kind, from, to, amount, pick, linked, again, staff) => new Step(kind, from, to, amount, pick, linked, again, staff, pick % 29 == 0 ? 700 : pick % 7 == 0 ? 40 : 0))
            .Array[1, 24].Array[1, 10];

    [Fact]
    public async Task A_history_ends_as_the_model_says_in_whatever_batches_it_comes()
    {
        await using var world = await LedgerWorld.Create(postgres);
        var number = 0;
        await Histories.SampleAsync(async history =>
        {
            var store = $"store{Interlocked.Increment(ref number)}";
            await Play(world, store, history);
        }, iter: 200, threads: 2);
        await world.Proven();
        Assert.True(await world.Sql<long>("select count(*) from flash.transfers where key like 'move-on:%'") > 20, "hardly anything went on to a successor: no histories");
    }

    private static async Task Play(LedgerWorld world, string store, Step[][] history)
    {
        var model = new LedgerModel();
        var accounts = new List<Guid>();
        for (var i = 0; i < 6; i++)
        {
            accounts.Add(Guid.CreateVersion7());
            // 0 and 1 are the store's own; the others are cards, one of them with limits, one frozen, one inactive.
            var flags = i < 2 ? AccountFlags.None : AccountFlags.Guarded | (i == 4 ? AccountFlags.Frozen : i == 5 ? AccountFlags.Inactive : 0);
            long? charge = i == 3 ? 40 : null, period = i == 3 ? 100 : null;
            await world.Ledger.OpenAccounts(store, [new NewAccount(accounts[i], LedgerWorld.Usd, flags, null, charge, period)], null, default);
            model.OpenAccount(accounts[i], new LedgerModel.State { Flags = flags, ChargeLimit = charge, PeriodLimit = period });
        }
        var tills = new[] { Guid.CreateVersion7(), Guid.CreateVersion7() };
        foreach (var till in tills)
        {
            var flags = till == tills[0] ? AccountFlags.None : AccountFlags.Frozen;
            await world.Ledger.OpenAccounts(store, [new NewAccount(till, LedgerWorld.Usd, flags, null, 50, 120)], null, default);
            model.OpenAccount(till, new LedgerModel.State { Flags = flags, ChargeLimit = 50, PeriodLimit = 120 });
        }
        var now = LedgerWorld.Start;
        var asked = new List<TransferRequest>();
        await using var connection = await world.Open();
        foreach (var steps in history)
        {
            if (steps[0].Pick % 3 == 0)
                await Replace(world, store, model, accounts, accounts[2 + steps[0].From % (accounts.Count - 2)], steps[0] is { Staff: true, Linked: true });
            else if (steps[0].Pick % 3 == 1)
            {
                Guid[] some = [.. accounts.Skip(2), .. tills];
                var (changed, change) = (some[steps[0].From % some.Length], Change(steps[0], now));
                Assert.Equal(model.Change(changed, change), await world.Ledger.ChangeAccount(store, changed, change, null, default) is not null);
            }
            var waiting = new List<TransferRequest>();
            foreach (var step in steps)
            {
                now += TimeSpan.FromMinutes(step.Minutes);
                // A repeated request, or its key with other content.
                var request = step.Again == 0 && asked.Count > 0 ? asked[step.Pick % asked.Count] : Request(step, accounts, tills, asked, now);
                if (step.Again == 1 && asked.Count > 0)
                    request = request with { Key = asked[step.Pick % asked.Count].Key };
                waiting.Add(request);
            }
            while (waiting.Count > 0)
            {
                var rule = new LedgerBatch();
                var batch = waiting.Where(rule.Joins).ToList();
                waiting = [.. waiting.Except(batch, ReferenceEqualityComparer.Instance).Cast<TransferRequest>()];
                await Write(connection, store, model, batch, now);
                asked.AddRange(batch);
            }
        }
        foreach (var (id, account) in await world.Reader.Accounts(store, [.. accounts, .. tills], default))
        {
            var expected = model.Accounts[id];
            Assert.Equal((expected.Posted, expected.Held, expected.Spent, expected.Period), (account.Posted, account.Held, account.Spent, account.Period));
            Assert.Equal((expected.Flags, expected.ChargeLimit, expected.PeriodLimit, expected.ValidUntil, expected.Successor), (account.Flags, account.ChargeLimit, account.PeriodLimit, account.ValidUntil, account.Successor));
        }
        var proof = await world.Proof.Prove(store, default);
        Assert.True(proof.Proven, string.Join("; ", proof.Problems));
        // Running balances chain: each is the last one of that account plus this transfer.
        Assert.Empty(await connection.QueryAsync<long>("""
            select seq from (
              select seq, account, balance, d, lag(balance, 1, 0::bigint) over (partition by account order by seq) as before
                from (select seq, debit as account, debit_balance as balance, case when kind in (0, 2, 5) then -amount else 0 end as d from flash.transfers where store_id = @store
                      union all select seq, credit, credit_balance, case when kind in (0, 2, 5) then amount else 0 end from flash.transfers where store_id = @store) e) x
             where balance <> before + d
            """, new { store }));
    }

    private static async Task Write(NpgsqlConnection connection, string store, LedgerModel model, List<TransferRequest> batch, DateTimeOffset now)
    {
        var results = await LedgerStatement.Execute(connection, null, store, batch, now, default);
        for (var i = 0; i < batch.Count; i++)
        {
            var expected = model.Write(batch[i], now);
            var actual = results[i] switch { Written => null, Refused refused => (LedgerRefusal?)refused.Reason, _ => throw new InvalidOperationException("asked again") };
            // Of several reasons a batch may find another one first; what it must not do is to write.
            var alone = batch.Count == 1 && batch[0].Transfers.Count == 1;
            if (alone ? expected != actual : (expected is null) != (actual is null))
                throw new Xunit.Sdk.XunitException($"request {i} of a batch of {batch.Count}: the model says {expected?.ToString() ?? "written"}, the ledger {actual?.ToString() ?? "written"}: {batch[i]}");
        }
        model.MoveOn();
    }

    /// <summary>Puts a new account in the place of one, or closes one, where that is possible.</summary>
    private static async Task Replace(LedgerWorld world, string store, LedgerModel model, List<Guid> accounts, Guid id, bool close)
    {
        await using var connection = await world.Open();
        await using var transaction = await connection.BeginTransactionAsync();
        var open = (model.Accounts[id].Flags & (AccountFlags.Closed | AccountFlags.Replaced)) == 0;
        if (close)
            Assert.Equal(open && model.Close(id), await world.Ledger.ChangeAccount(store, id, new AccountChange(Set: AccountFlags.Closed), transaction, default) is not null);
        else
        {
            var successor = Guid.CreateVersion7();
            await world.Ledger.OpenAccounts(store, [new NewAccount(successor, LedgerWorld.Usd, AccountFlags.Guarded | AccountFlags.Inactive)], transaction, default);
            var replaced = await world.Ledger.ReplaceAccount(transaction, store, id, successor, default);
            Assert.Equal(open, replaced is not null);
            if (!open)
                return;
            if (replaced!.Available > 0)
                Assert.IsType<Written>(await world.Ledger.Write(transaction, store, new TransferRequest($"replace:{id:N}",
                    Transfer.Post("replacement", id, successor, LedgerWorld.Usd, replaced.Available) with { Staff = true }), default));
            model.OpenAccount(successor, new LedgerModel.State { Flags = AccountFlags.Guarded | AccountFlags.Inactive });
            model.Replace(id, successor);
            accounts.Add(successor);
        }
        await transaction.CommitAsync();
    }

    private static AccountChange Change(Step step, DateTimeOffset now) => (step.Kind % 5) switch
    {
        0 => new AccountChange(Set: AccountFlags.Frozen),
        1 => new AccountChange(Clear: AccountFlags.Frozen | AccountFlags.Inactive),
        2 => new AccountChange(Limits: new AccountLimits(step.Staff ? step.Amount : null, step.Linked ? step.Amount * 2 : null)),
        3 => new AccountChange(Validity: new AccountValidity(step.Staff ? now.AddHours(step.Amount - 5) : null)),
        _ => new AccountChange(Set: AccountFlags.Inactive)
    };

    private static TransferRequest Request(Step step, List<Guid> accounts, Guid[] tills, List<TransferRequest> asked, DateTimeOffset now)
    {
        var from = accounts[step.From % accounts.Count];
        var to = accounts[step.To % accounts.Count] is var chosen && chosen != from ? chosen : accounts[(step.To + 1) % accounts.Count];
        var day = now.Year * 10000 + now.Month * 100 + now.Day;
        // Mostly holds of cards, and those from some time ago: what became of the card meanwhile is what matters.
        var made = asked.SelectMany(r => r.Transfers).Where(t => step.Staff ? t.Kind == TransferKind.Hold && t.Debit != accounts[0] && t.Debit != accounts[1] : t.Kind < TransferKind.Refund).ToArray();
        var parent = made.Length == 0 ? Guid.NewGuid() : made[step.Pick % made.Length].Id;
        long? part = step.Pick % 3 == 0 ? null : step.Amount;
        var transfer = step.Kind switch
        {
            // Loads are common, else nothing could be spent.
            0 or 1 => Transfer.Post("load", accounts[0], accounts[2 + step.Pick % (accounts.Count - 2)], LedgerWorld.Usd, step.Amount * 2) with { Staff = step.Staff },
            2 or 3 => Transfer.Post("charge", from, to, LedgerWorld.Usd, step.Amount) with { Period = day, Staff = step.Staff },
            4 or 5 => Transfer.Hold("charge", from, to, LedgerWorld.Usd, step.Amount, now.AddMinutes(30)) with { Period = day, Staff = step.Staff },
            6 => Transfer.Capture("charge", parent, part),
            7 => Transfer.Void("charge", parent),
            8 => Transfer.Expire("charge", parent),
            _ => Transfer.Refund("refund", parent, part)
        };
        if (transfer.Period is not null && step.Amount % 3 == 0)
            transfer = transfer with { Meter = tills[step.Amount % 21 == 0 ? 1 : 0] };
        var key = Guid.NewGuid().ToString("N");
        return step.Linked
            ? new TransferRequest(key, transfer, Transfer.Post("fee", to, from, LedgerWorld.Usd, 1 + step.Amount / 4) with { Staff = step.Staff })
            : new TransferRequest(key, transfer);
    }
}
