using System.Globalization;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Server;

namespace BTCPayServer.Plugins.Flash.Loads;

/// <summary>A load as the database has it. Amounts in minor units.</summary>
internal sealed class LoadRow
{
    public const string Select = """
        select id, store_id StoreId, card_id CardId, first_card FirstCard, asset, scale, amount, activate, description, redirect_url RedirectUrl, load_fee LoadFee,
               load_fee_basis_points LoadFeeBasisPoints, issue_fee IssueFee, takes_issue_fee TakesIssueFee, key, content, version, creating_until CreatingUntil,
               invoice_id InvoiceId, checkout_link CheckoutLink, expires_at ExpiresAt, invoice_status InvoiceStatus, failure, uncollected,
               next_check NextCheck, created_at CreatedAt
          from flash.loads
        """;

    private const string Prefix = "load:";

    public Guid Id { get; set; }
    public string StoreId { get; set; } = "";
    public Guid CardId { get; set; }
    public Guid FirstCard { get; set; }
    public string Asset { get; set; } = "";
    public short Scale { get; set; }
    public long Amount { get; set; }
    public bool Activate { get; set; }
    public string? Description { get; set; }
    public string? RedirectUrl { get; set; }
    public long LoadFee { get; set; }
    public int LoadFeeBasisPoints { get; set; }
    public long IssueFee { get; set; }
    public bool TakesIssueFee { get; set; }
    public string Key { get; set; } = "";
    public Guid Content { get; set; }
    public int Version { get; set; }
    public DateTimeOffset CreatingUntil { get; set; }
    public string? InvoiceId { get; set; }
    public string? CheckoutLink { get; set; }
    public DateTimeOffset? ExpiresAt { get; set; }
    public short? InvoiceStatus { get; set; }
    public string? Failure { get; set; }
    public long Uncollected { get; set; }
    public DateTimeOffset? NextCheck { get; set; }
    public DateTimeOffset CreatedAt { get; set; }

    public Asset Unit => new(Asset, Scale);

    /// <summary>What its transfers are found by.</summary>
    public string Reference => ReferenceOf(Id);

    public static string ReferenceOf(Guid id) => Prefix + id.ToString("N", CultureInfo.InvariantCulture);

    /// <summary>The load that a reference names.</summary>
    public static Guid OfReference(string reference) => Guid.ParseExact(reference.AsSpan(Prefix.Length), "N");

    /// <summary>Minor units of an amount in the invoice's currency, rounded down: payments are converted from bitcoin and may hold more decimals.</summary>
    public long Minor(decimal amount)
    {
        var scaled = amount;
        for (var i = 0; i < Scale; i++)
            scaled *= 10;
        // What a division lost in the last of 28 digits is not a unit less.
        return (long)Math.Clamp(decimal.Floor(scaled + 0.000001m), 0, Ledger.Asset.MaxAmount);
    }

    public Load ToLoad(LoadSums sums) => new()
    {
        Id = Id,
        StoreId = StoreId,
        CardId = CardId,
        Asset = Unit,
        Amount = Amount,
        Status = Status(sums),
        InvoiceId = InvoiceId,
        CheckoutLink = CheckoutLink,
        Activate = Activate,
        Credited = sums.Card,
        Fees = sums.LoadFee + sums.IssueFee,
        Unclaimed = sums.Unclaimed,
        PaidOut = sums.PaidOut,
        Moved = sums.Moved,
        Settlements = [.. sums.Settlements.Select(transfer => UnclaimedSettlement.Of(transfer))],
        Uncollected = Uncollected,
        Failure = Failure,
        CreatedAt = CreatedAt,
        ExpiresAt = ExpiresAt
    };

    private LoadStatus Status(LoadSums sums)
    {
        if (InvoiceId is null)
            return Failure is null ? LoadStatus.Pending : LoadStatus.Failed;
        if (Uncollected > 0 || (sums.Reversed && sums.Credited < Amount))
            return LoadStatus.Reversed;
        if (sums.Credited >= Amount)
            return LoadStatus.Credited;
        if (sums.Credited > 0)
            return LoadStatus.Partial;
        return (StoreInvoiceStatus?)InvoiceStatus switch
        {
            StoreInvoiceStatus.Expired => LoadStatus.Expired,
            StoreInvoiceStatus.Invalid or StoreInvoiceStatus.Settled => LoadStatus.NotCredited,
            _ => LoadStatus.Pending
        };
    }
}
