using BTCPayServer.Plugins.Flash.Cards;
using Newtonsoft.Json;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <summary>What was read from a card.</summary>
public sealed class TapRequest
{
    /// <summary>The address as the card shows it: <c>lnurlw://…/flash/t/code?p=…&amp;c=…</c>. In place of the other fields.</summary>
    public string? Url { get; set; }
    /// <summary>The code in that address.</summary>
    public string? TapCode { get; set; }
    /// <summary>Its <c>p</c>.</summary>
    public string? P { get; set; }
    /// <summary>Its <c>c</c>.</summary>
    public string? C { get; set; }
    /// <summary>Of a virtual card, in place of <c>p</c> and <c>c</c>: its token.</summary>
    public string? Token { get; set; }
}

/// <summary>An invoice to pay with a tap.</summary>
public sealed class PayWithTapRequest
{
    /// <summary>From the tap's answer.</summary>
    public string? TapCode { get; set; }
    /// <summary>From the tap's answer.</summary>
    public string? K1 { get; set; }
    /// <summary>A BOLT 11 invoice with an amount.</summary>
    public string? Invoice { get; set; }
    /// <summary>The holder's PIN, where the amount asks for it.</summary>
    public string? Pin { get; set; }
}

/// <summary>A tapped card as the API writes it. Amounts are decimal strings in the asset's unit unless they say millisatoshis.</summary>
public sealed record TapModel
{
    /// <summary>The card.</summary>
    public required Guid CardId { get; init; }
    /// <summary>The last four digits of its number.</summary>
    public required string Last4 { get; init; }
    /// <summary><c>issued</c>, <c>active</c>, <c>frozen</c>, <c>expired</c> or <c>closed</c>.</summary>
    public required string State { get; init; }
    /// <summary>What it holds.</summary>
    public required string Asset { get; init; }
    /// <summary>What is on it, holds included; null where the programme does not show it, and for a lost card.</summary>
    public string? Balance { get; init; }
    /// <summary>What can be spent; null where the programme does not show it, and for a lost card.</summary>
    public string? Available { get; init; }
    /// <summary>The most that one payment may take; null: no limit, or a lost card.</summary>
    public string? ChargeLimit { get; init; }
    /// <summary>What today's limit leaves; null: no limit, or a lost card.</summary>
    public string? DayLeft { get; init; }
    /// <summary>The newest movements; null where the programme does not show them, and for a lost card.</summary>
    public IReadOnlyList<TapEntryModel>? History { get; init; }
    /// <summary>An LNURL to load the card; null for a lost card.</summary>
    public string? TopUp { get; init; }
    /// <summary>How to be paid with this tap; null when the card cannot pay now.</summary>
    public WithdrawModel? Withdraw { get; init; }
    /// <summary>Why the card cannot pay now: an error code; null: it can.</summary>
    public string? Obstacle { get; init; }
}

/// <summary>A movement as a till shows it.</summary>
/// <param name="At">When.</param>
/// <param name="Type">What it was: <c>load</c>, <c>charge</c>, <c>payment</c> …</param>
/// <param name="Kind"><c>post</c>, <c>hold</c>, <c>capture</c>, <c>void</c>, <c>expire</c> or <c>refund</c>.</param>
/// <param name="Amount">Above zero came in, below went out.</param>
public sealed record TapEntryModel(DateTimeOffset At, string Type, string Kind, string Amount);

/// <summary>LUD-03: how a wallet or till asks to be paid with a tap. Amounts are millisatoshis.</summary>
public sealed record WithdrawModel
{
    /// <summary><c>withdrawRequest</c></summary>
    public string Tag { get; init; } = "withdrawRequest";
    /// <summary>Where the invoice goes.</summary>
    public required string Callback { get; init; }
    /// <summary>The tap's secret, for one payment within minutes.</summary>
    public required string K1 { get; init; }
    /// <summary>For the invoice.</summary>
    public required string DefaultDescription { get; init; }
    /// <summary>The least.</summary>
    public required long MinWithdrawable { get; init; }
    /// <summary>The most.</summary>
    public required long MaxWithdrawable { get; init; }
    /// <summary>From this amount on the PIN is asked; absent: never.</summary>
    [JsonProperty(NullValueHandling = NullValueHandling.Ignore)]
    public long? PinLimit { get; init; }

    /// <summary>Writes it; null when the card cannot pay.</summary>
    public static WithdrawModel? From(Tap tap, string serverUrl, string tapCode) => tap.K1 is null ? null : new()
    {
        Callback = $"{serverUrl}/flash/t/{tapCode}/cb",
        K1 = tap.K1,
        DefaultDescription = $"Card {tap.Card.Last4}",
        MinWithdrawable = tap.MinMsat,
        MaxWithdrawable = tap.MaxMsat,
        PinLimit = tap.PinLimitMsat
    };
}

/// <summary>A Lightning payment as the API writes it. Amounts are decimal strings in the asset's unit unless they say millisatoshis.</summary>
public sealed record PaymentModel
{
    /// <summary>UUID.</summary>
    public required Guid Id { get; init; }
    /// <summary>The card that pays.</summary>
    public required Guid CardId { get; init; }
    /// <summary><c>open</c> (held, the outcome is not known yet), <c>paid</c> or <c>failed</c> (everything is back on the card).</summary>
    public required string Status { get; init; }
    /// <summary>64 hexadecimal digits.</summary>
    public required string PaymentHash { get; init; }
    /// <summary>What the card holds.</summary>
    public required string Asset { get; init; }
    /// <summary>What the card pays for the amount.</summary>
    public required string Amount { get; init; }
    /// <summary>What the card paid for routing; null until paid.</summary>
    public string? Fee { get; init; }
    /// <summary>What is or was held for routing.</summary>
    public required string FeeCap { get; init; }
    /// <summary>Millisatoshis that the payee gets.</summary>
    public required long AmountMsat { get; init; }
    /// <summary>Millisatoshis that routing cost; null when not known.</summary>
    public long? FeeMsat { get; init; }
    /// <summary>The price of one bitcoin that was used.</summary>
    public required string Rate { get; init; }
    /// <summary>How far that is above the middle: 0.01 is one percent.</summary>
    public required string Spread { get; init; }
    /// <summary>The proof of payment; null until paid, or when the node does not tell.</summary>
    public string? Preimage { get; init; }
    /// <summary>Why it failed.</summary>
    public string? Failure { get; init; }
    /// <summary>When it began.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
    /// <summary>When it ended.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }
    /// <summary>Who said how it ended; null: the node did.</summary>
    public string? ResolvedBy { get; init; }
    /// <summary>Why they say so.</summary>
    public string? Reason { get; init; }

    /// <summary>Writes a payment.</summary>
    public static PaymentModel From(OutgoingPayment payment) => new()
    {
        Id = payment.Id,
        CardId = payment.CardId,
        Status = CardNames.Of(payment.Status),
        PaymentHash = payment.PaymentHash,
        Asset = payment.Asset.Code,
        Amount = payment.Asset.Format(payment.Amount),
        Fee = payment.Fee is { } fee ? payment.Asset.Format(fee) : null,
        FeeCap = payment.Asset.Format(payment.FeeCap),
        AmountMsat = payment.AmountMsat,
        FeeMsat = payment.FeeMsat,
        Rate = payment.Rate.ToString(System.Globalization.CultureInfo.InvariantCulture),
        Spread = payment.Spread.ToString(System.Globalization.CultureInfo.InvariantCulture),
        Preimage = payment.Preimage,
        Failure = payment.Failure,
        CreatedAt = payment.CreatedAt,
        ResolvedAt = payment.ResolvedAt,
        ResolvedBy = payment.ResolvedBy,
        Reason = payment.Reason
    };
}
