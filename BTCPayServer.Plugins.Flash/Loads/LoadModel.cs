using BTCPayServer.Plugins.Flash.Cards;

namespace BTCPayServer.Plugins.Flash.Loads;

/// <summary>A load to ask for.</summary>
public sealed class LoadRequest
{
    /// <summary>Decimal string in the card's asset.</summary>
    public string? Amount { get; set; }
    /// <summary>A sold card: it becomes active when all is paid.</summary>
    public bool Activate { get; set; }
    /// <summary>What the customer reads on the checkout page.</summary>
    public string? Description { get; set; }
    /// <summary>Where the checkout leads afterwards.</summary>
    public string? RedirectUrl { get; set; }
}

/// <summary>Where unclaimed money of a load goes.</summary>
public sealed class UnclaimedRequest
{
    /// <summary><c>paid-out</c> or <c>card</c>.</summary>
    public string? To { get; set; }
    /// <summary>The card that gets it.</summary>
    public Guid? CardId { get; set; }
    /// <summary>Decimal string: what the load has unclaimed, all of it.</summary>
    public string? Amount { get; set; }
    /// <summary>Why; needed.</summary>
    public string? Reason { get; set; }
}

/// <summary>A load as the API writes it. Amounts are decimal strings in the asset's unit.</summary>
public sealed record LoadModel
{
    /// <summary>UUID.</summary>
    public required Guid Id { get; init; }
    /// <summary>The card.</summary>
    public required Guid CardId { get; init; }
    /// <summary><c>pending</c>, <c>partial</c>, <c>credited</c>, <c>expired</c>, <c>not-credited</c>, <c>reversed</c> or <c>failed</c>.</summary>
    public required string Status { get; init; }
    /// <summary>The asset, in which the invoice is.</summary>
    public required string Asset { get; init; }
    /// <summary>What was asked for.</summary>
    public required string Amount { get; init; }
    /// <summary>What reached the card, fees not taken off.</summary>
    public required string Credited { get; init; }
    /// <summary>What was taken as fees.</summary>
    public required string Fees { get; init; }
    /// <summary>What arrived for the closed card and waits in the account <c>unclaimed</c>.</summary>
    public required string Unclaimed { get; init; }
    /// <summary>What was unclaimed and was paid back outside.</summary>
    public required string PaidOut { get; init; }
    /// <summary>What was unclaimed and was moved to other cards.</summary>
    public required string Moved { get; init; }
    /// <summary>What had to go back and was spent already.</summary>
    public required string Uncollected { get; init; }
    /// <summary>Whether the card becomes active when all is paid.</summary>
    public required bool Activate { get; init; }
    /// <summary>The server's invoice.</summary>
    public string? InvoiceId { get; init; }
    /// <summary>Where it is paid.</summary>
    public string? CheckoutLink { get; init; }
    /// <summary>Why no invoice could be made.</summary>
    public string? Failure { get; init; }
    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>Until when the invoice asks to be paid.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Writes a load.</summary>
    public static LoadModel From(Load load) => new()
    {
        Id = load.Id,
        CardId = load.CardId,
        Status = CardNames.Of(load.Status),
        Asset = load.Asset.Code,
        Amount = load.Asset.Format(load.Amount),
        Credited = load.Asset.Format(load.Credited),
        Fees = load.Asset.Format(load.Fees),
        Unclaimed = load.Asset.Format(load.Unclaimed),
        PaidOut = load.Asset.Format(load.PaidOut),
        Moved = load.Asset.Format(load.Moved),
        Uncollected = load.Asset.Format(load.Uncollected),
        Activate = load.Activate,
        InvoiceId = load.InvoiceId,
        CheckoutLink = load.CheckoutLink,
        Failure = load.Failure,
        CreatedAt = load.CreatedAt,
        ExpiresAt = load.ExpiresAt
    };
}
