using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Cards;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <summary>The list of Lightning payments.</summary>
public sealed class PaymentsPageModel
{
    /// <summary>Only those of this card.</summary>
    public Guid? Card { get; set; }
    /// <summary>Only those that are there.</summary>
    public PaymentStatus? Status { get; set; }
    /// <summary>From an earlier page.</summary>
    public string? Cursor { get; set; }
    /// <summary>Payments, newest first.</summary>
    [BindNever]
    public Page<OutgoingPayment> Page { get; set; } = new([], null);
    /// <summary>The cards that paid.</summary>
    [BindNever]
    public IReadOnlyDictionary<Guid, Card> Cards { get; set; } = new Dictionary<Guid, Card>();
    /// <summary>The one card that is asked for.</summary>
    [BindNever]
    public Card? Of { get; set; }
}

/// <summary>One Lightning payment.</summary>
/// <param name="Payment">The payment.</param>
/// <param name="Card">Who paid.</param>
/// <param name="Reason">What staff typed who want to end it by hand; null: nobody wants that.</param>
public sealed record PaymentPageModel(OutgoingPayment Payment, Card Card, string? Reason = null);
