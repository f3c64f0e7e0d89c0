using System.Globalization;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Taps;

namespace BTCPayServer.Plugins.Flash.Pages;

public sealed partial class PageText
{
    /// <summary>An amount of Lightning; the parts of a satoshi only where there are some.</summary>
    public string Sats(long msat) =>
        msat % 1000 == 0 ? currencies.Display(msat / 1000m, "SATS") : (msat / 1000m).ToString("#,0.###", CultureInfo.InvariantCulture) + " SATS";

    /// <summary>The price of a bitcoin in an asset.</summary>
    public string Price(Asset asset, decimal price) => currencies.Display(price, asset.Code);

    /// <summary>An amount of any currency that the server may know.</summary>
    public string Amount(string currency, decimal amount) =>
        currencies.Find(currency) is null ? amount.ToString("0.########", CultureInfo.InvariantCulture) + " " + currency : currencies.Display(amount, currency);

    /// <summary>Where a Lightning payment is, in words.</summary>
    public string Payment(PaymentStatus status) => status switch
    {
        PaymentStatus.Open => this["Being looked after"],
        PaymentStatus.Paid => this["Paid"],
        PaymentStatus.Failed => this["Failed"],
        _ => status.ToString()
    };

    /// <summary>The colour that goes with it: classes of the server's badges.</summary>
    public static string PaymentBadge(PaymentStatus status) => status switch
    {
        PaymentStatus.Paid => "badge-settled",
        PaymentStatus.Open => "badge-processing",
        _ => "badge-expired"
    };

    /// <summary>What that means for the money, in a sentence.</summary>
    public string Outcome(OutgoingPayment payment) => payment switch
    {
        null => "",
        { Status: PaymentStatus.Paid } => this["The payee has the money."],
        { Status: PaymentStatus.Failed } => this["The payee did not get it, and everything is back on the card."],
        { AttemptedAt: null } => this["The money is held. The store’s Lightning node is about to be asked."],
        _ => this["Whether the payee got it is not known yet. The money stays held and the store’s Lightning node is asked again until it tells: nothing is paid twice, and nothing is given back on a guess."]
    };

    /// <summary>Why a Lightning payment failed, in words.</summary>
    public string Failure(string? code) => code switch
    {
        null or "" => "",
        "no-route" => this["The node found no way to the payee within the fee cap."],
        "payment-failed" => this["The node could not make the payment."],
        "never-attempted" => this["The node was never asked: the server stopped before."],
        "invoice-already-used" => this["Another store that shares the node had asked it to pay this invoice."],
        "no-record" => this["The node knows of no such payment, and the invoice has run out."],
        "given-back" => this["Staff gave it back: the node could not tell how it ended."],
        "lightning-unavailable" => this["The store has no Lightning node that can pay."],
        "lightning-not-authorised" => this["The store may not pay from the server’s own Lightning node."],
        _ => this["The node says: {0}", code]
    };
}
