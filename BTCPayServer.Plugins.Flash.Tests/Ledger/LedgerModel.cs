using BTCPayServer.Plugins.Flash.Ledger;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>What the ledger must do, one request after the other, written the plainest way. Knows nothing of batches or SQL.</summary>
internal sealed class LedgerModel
{
    public sealed class State
    {
        public AccountFlags Flags;
        public long Posted, Held, Spent;
        public int Period;
        public long? ChargeLimit, PeriodLimit;
        public DateTimeOffset? ValidUntil;
        public Guid? Successor;
        public State Copy() => (State)MemberwiseClone();
    }

    private sealed record Open(Guid Id, Guid Debit, Guid Credit, long Amount, Guid? Meter, int? Period, DateTimeOffset ExpiresAt);

    private sealed record Moved(Guid Debit, Guid Credit, long Amount, long Refunded);

    private Dictionary<Guid, State> _accounts = [];
    private Dictionary<Guid, Open> _holds = [];
    private HashSet<Guid> _resolved = [];
    private Dictionary<Guid, Moved> _moved = [];
    // What holds of replaced accounts gave back to the limit of their day, until the batch is over.
    private List<(Guid Account, int Period, long Amount)> _givenBack = [];
    private readonly Dictionary<string, (string Content, LedgerRefusal? Refusal)> _keys = [];

    public IReadOnlyDictionary<Guid, State> Accounts => _accounts;

    public void OpenAccount(Guid id, State state) => _accounts[id] = state;

    /// <summary>A new account takes its place.</summary>
    public void Replace(Guid old, Guid successor)
    {
        var (from, to) = (_accounts[old], _accounts[successor]);
        const AccountFlags copied = AccountFlags.Inactive | AccountFlags.SharedLimits;
        to.Flags = (to.Flags & ~copied) | (from.Flags & copied);
        if (!from.Flags.HasFlag(AccountFlags.SharedLimits))
            (to.ChargeLimit, to.PeriodLimit) = (from.ChargeLimit, from.PeriodLimit);
        (to.Spent, to.Period, to.ValidUntil) = (from.Spent, from.Period, from.ValidUntil);
        foreach (var earlier in _accounts.Values.Where(a => a.Successor == old))
            earlier.Successor = successor;
        (from.Flags, from.Successor) = (from.Flags | AccountFlags.Replaced, successor);
        MoveOn();
    }

    /// <summary>Other flags, limits or validity; an account that is closed or was replaced stays as it is, and so answers false.</summary>
    public bool Change(Guid id, AccountChange change)
    {
        var account = _accounts[id];
        if ((account.Flags & (AccountFlags.Closed | AccountFlags.Replaced)) != 0)
            return false;
        account.Flags = (account.Flags | change.Set) & ~change.Clear;
        if (change.Limits is { } limits)
            (account.ChargeLimit, account.PeriodLimit) = (limits.Charge, limits.Period);
        if (change.Validity is { } validity)
            account.ValidUntil = validity.Until;
        return true;
    }

    /// <summary>Closes an account and all that it succeeded, or does not since something is left.</summary>
    public bool Close(Guid id)
    {
        List<State> line = [_accounts[id], .. _accounts.Values.Where(a => a.Successor == id)];
        if (line.Any(a => a.Posted != 0 || a.Held != 0))
            return false;
        line.ForEach(a => a.Flags |= AccountFlags.Closed);
        return true;
    }

    /// <summary>What a batch left on replaced accounts goes on. Once it is over.</summary>
    public void MoveOn()
    {
        foreach (var (id, period, amount) in _givenBack)
            if (_accounts[id].Successor is { } successor && _accounts[successor] is var heir && heir.Period == period)
                heir.Spent = Math.Max(0, heir.Spent - amount);
        _givenBack = [];
        foreach (var account in _accounts.Values.Where(a => a.Successor is not null && a.Posted > a.Held))
        {
            _accounts[account.Successor!.Value].Posted += account.Posted - account.Held;
            account.Posted = account.Held;
        }
    }

    /// <summary>Null when written (or replayed), else the reason.</summary>
    public LedgerRefusal? Write(TransferRequest request, DateTimeOffset now)
    {
        var content = string.Join(';', request.Transfers.Select(t => $"{t.Kind},{t.Code},{t.Debit},{t.Credit},{t.Asset},{t.Amount},{t.Parent},{t.Meter},{t.Reference},{t.Details}"));
        if (_keys.TryGetValue(request.Key, out var seen))
            return seen.Content == content ? seen.Refusal : LedgerRefusal.KeyReused;
        var backup = (_accounts.ToDictionary(a => a.Key, a => a.Value.Copy()), new Dictionary<Guid, Open>(_holds), new HashSet<Guid>(_resolved), new Dictionary<Guid, Moved>(_moved), new List<(Guid, int, long)>(_givenBack));
        LedgerRefusal? refusal = null;
        // What concerns parents is looked at for the whole request before anything moves.
        foreach (var transfer in request.Transfers)
            refusal ??= CheckParent(transfer, now);
        foreach (var transfer in request.Transfers)
            refusal ??= Apply(transfer, now);
        if (refusal is not null)
            (_accounts, _holds, _resolved, _moved, _givenBack) = backup;
        _keys[request.Key] = (content, refusal);
        return refusal;
    }

    private LedgerRefusal? CheckParent(Transfer t, DateTimeOffset now)
    {
        if (t.Kind < TransferKind.Capture)
            return null;
        if (t.Kind == TransferKind.Refund)
            return !_moved.TryGetValue(t.Parent!.Value, out var moved) ? LedgerRefusal.TransferNotFound
                : (t.Amount ?? 1) > moved.Amount - moved.Refunded ? LedgerRefusal.ExceedsTransfer : null;
        if (!_holds.TryGetValue(t.Parent!.Value, out var hold))
            return _resolved.Contains(t.Parent.Value) ? LedgerRefusal.HoldResolved : LedgerRefusal.HoldNotFound;
        return t.Kind switch
        {
            TransferKind.Capture when t.Amount > hold.Amount => LedgerRefusal.ExceedsHold,
            TransferKind.Capture when hold.ExpiresAt <= now => LedgerRefusal.HoldExpired,
            TransferKind.Expire when hold.ExpiresAt > now => LedgerRefusal.HoldNotExpired,
            _ => null
        };
    }

    private LedgerRefusal? Apply(Transfer t, DateTimeOffset now)
    {
        switch (t.Kind)
        {
            case TransferKind.Post or TransferKind.Hold:
                var amount = t.Amount!.Value;
                var (debit, credit) = (_accounts[t.Debit], _accounts[t.Credit]);
                if (debit.Flags.HasFlag(AccountFlags.Closed) || credit.Flags.HasFlag(AccountFlags.Closed))
                    return LedgerRefusal.AccountClosed;
                if (!t.Staff && (debit.Flags | credit.Flags).HasFlag(AccountFlags.Replaced) || t.Kind == TransferKind.Hold && debit.Flags.HasFlag(AccountFlags.Replaced))
                    return LedgerRefusal.AccountClosed;
                if (!t.Staff && debit.Flags.HasFlag(AccountFlags.Inactive))
                    return LedgerRefusal.AccountInactive;
                if (!t.Staff && debit.Flags.HasFlag(AccountFlags.Frozen))
                    return LedgerRefusal.AccountFrozen;
                if (!t.Staff && debit.ValidUntil <= now)
                    return LedgerRefusal.AccountExpired;
                if (t.Meter is { } stopped && _accounts[stopped].Flags.HasFlag(AccountFlags.Frozen))
                    return LedgerRefusal.MeterFrozen;
                if (t.Period is { } today && (Spend(debit, amount, today) ?? (t.Meter is { } meter ? Metered(Spend(_accounts[meter], amount, today)) : null)) is { } limit)
                    return limit;
                if (debit.Flags.HasFlag(AccountFlags.Guarded) && debit.Posted - debit.Held < amount)
                    return LedgerRefusal.InsufficientFunds;
                if (t.Kind == TransferKind.Hold)
                {
                    debit.Held += amount;
                    _holds[t.Id] = new Open(t.Id, t.Debit, t.Credit, amount, t.Meter, t.Period, t.ExpiresAt!.Value);
                    return null;
                }
                Move(t.Id, t.Debit, t.Credit, amount);
                return null;
            case TransferKind.Refund:
                var moved = _moved[t.Parent!.Value];
                if ((_accounts[moved.Debit].Flags | _accounts[moved.Credit].Flags).HasFlag(AccountFlags.Closed))
                    return LedgerRefusal.AccountClosed;
                var back = t.Amount ?? moved.Amount - moved.Refunded;
                if (_accounts[moved.Credit].Flags.HasFlag(AccountFlags.Guarded) && _accounts[moved.Credit].Posted - _accounts[moved.Credit].Held < back)
                    return LedgerRefusal.InsufficientFunds;
                _moved[t.Parent.Value] = moved with { Refunded = moved.Refunded + back };
                _accounts[moved.Credit].Posted -= back;
                _accounts[moved.Debit].Posted += back;
                return null;
            default:
                var hold = _holds[t.Parent!.Value];
                var taken = t.Kind == TransferKind.Capture ? t.Amount ?? hold.Amount : 0;
                var account = _accounts[hold.Debit];
                if (t.Kind == TransferKind.Capture && (account.Flags | _accounts[hold.Credit].Flags).HasFlag(AccountFlags.Closed))
                    return LedgerRefusal.AccountClosed;
                account.Held -= hold.Amount;
                if (hold.Period == account.Period)
                    account.Spent -= hold.Amount - taken;
                if (hold.Meter is { } till && _accounts[till] is var counted && hold.Period == counted.Period)
                    counted.Spent -= hold.Amount - taken;
                if (hold.Period is { } day)
                    _givenBack.Add((hold.Debit, day, hold.Amount - taken));
                if (taken > 0)
                    Move(t.Id, hold.Debit, hold.Credit, taken);
                _holds.Remove(hold.Id);
                _resolved.Add(hold.Id);
                return null;
        }
    }

    private void Move(Guid id, Guid debit, Guid credit, long amount)
    {
        _accounts[debit].Posted -= amount;
        _accounts[credit].Posted += amount;
        _moved[id] = new Moved(debit, credit, amount, 0);
    }

    private static LedgerRefusal? Metered(LedgerRefusal? limit) => limit switch
    {
        LedgerRefusal.ChargeLimit => LedgerRefusal.MeterChargeLimit,
        LedgerRefusal.PeriodLimit => LedgerRefusal.MeterPeriodLimit,
        _ => limit
    };

    private static LedgerRefusal? Spend(State account, long amount, int period)
    {
        if (amount > account.ChargeLimit)
            return LedgerRefusal.ChargeLimit;
        var spent = period > account.Period ? 0 : account.Spent;
        if (spent + amount > account.PeriodLimit)
            return LedgerRefusal.PeriodLimit;
        account.Spent = spent + amount;
        account.Period = Math.Max(account.Period, period);
        return null;
    }
}
