using BTCPayServer.Plugins.Flash.Ledger;

namespace BTCPayServer.Plugins.Flash.Cards;

/// <summary>A card with its account as the database has them.</summary>
internal sealed class CardRow
{
    /// <summary>The account is read in the same query, since every charge pays for it; it is written only by the ledger.</summary>
    private const string Columns = """
        select c.id, c.store_id StoreId, c.number, c.kind, c.holder, c.label, c.metadata::text Metadata, c.own_limits OwnLimits, c.frozen_by_staff FrozenByStaff, c.batch_id BatchId, c.first_card FirstCard, c.token_hash TokenHash,
               c.issued_at IssuedAt, c.activated_at ActivatedAt,
               a.asset, a.scale, a.flags, a.posted, a.held, a.charge_limit ChargeLimit, a.period_limit PeriodLimit, a.period, a.spent, a.valid_until ValidUntil, a.opened_at OpenedAt, a.successor
        """;
    private const string Accounts = " c join flash.accounts a on a.store_id = c.store_id and a.id = c.id";

    /// <summary>Cards with their accounts; conditions follow.</summary>
    public const string Select = Columns + " from flash.cards" + Accounts;

    /// <summary>The same for the cards of a query, which were chosen before their accounts are looked at.</summary>
    public static string SelectOf(string cards) => $"{Columns} from ({cards}){Accounts}";

    public Guid Id { get; set; }
    public string StoreId { get; set; } = "";
    public string Number { get; set; } = "";
    public short Kind { get; set; }
    public byte[] TokenHash { get; set; } = [];
    public string? Holder { get; set; }
    public string? Label { get; set; }
    public string? Metadata { get; set; }
    public bool OwnLimits { get; set; }
    public bool FrozenByStaff { get; set; }
    public Guid? BatchId { get; set; }
    public Guid? FirstCard { get; set; }
    public DateTimeOffset IssuedAt { get; set; }
    public DateTimeOffset? ActivatedAt { get; set; }
    public string Asset { get; set; } = "";
    public short Scale { get; set; }
    public int Flags { get; set; }
    public long Posted { get; set; }
    public long Held { get; set; }
    public long? ChargeLimit { get; set; }
    public long? PeriodLimit { get; set; }
    public int Period { get; set; }
    public long Spent { get; set; }
    public DateTimeOffset? ValidUntil { get; set; }
    public DateTimeOffset OpenedAt { get; set; }
    public Guid? Successor { get; set; }

    public Card ToCard(DateTimeOffset now)
    {
        var account = new Account
        {
            Id = Id,
            Asset = Asset,
            Scale = Scale,
            Flags = (AccountFlags)Flags,
            Posted = Posted,
            Held = Held,
            ChargeLimit = ChargeLimit,
            PeriodLimit = PeriodLimit,
            Period = Period,
            Spent = Spent,
            ValidUntil = ValidUntil,
            OpenedAt = OpenedAt,
            Successor = Successor
        };
        return new Card
        {
            Id = Id,
            StoreId = StoreId,
            Number = Number,
            Kind = (CardKind)Kind,
            State = State(account, now),
            Account = account,
            Holder = Holder,
            Label = Label,
            Metadata = Metadata,
            OwnLimits = OwnLimits,
            BatchId = BatchId,
            First = FirstCard ?? Id,
            FrozenByStaff = FrozenByStaff,
            IssuedAt = IssuedAt,
            ActivatedAt = ActivatedAt
        };
    }

    /// <summary>What an account says of its card: closed (or replaced) before frozen before issued before expired.</summary>
    public static CardState State(Account account, DateTimeOffset now) => account switch
    {
        _ when (account.Flags & (AccountFlags.Closed | AccountFlags.Replaced)) != 0 => CardState.Closed,
        _ when account.Flags.HasFlag(AccountFlags.Frozen) => CardState.Frozen,
        _ when account.Flags.HasFlag(AccountFlags.Inactive) => CardState.Issued,
        { ValidUntil: { } until } when until <= now => CardState.Expired,
        _ => CardState.Active
    };
}
