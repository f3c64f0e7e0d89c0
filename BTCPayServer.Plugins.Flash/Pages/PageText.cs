using System.Text.RegularExpressions;
using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Charges;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Server;
using Microsoft.Extensions.Localization;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace BTCPayServer.Plugins.Flash.Pages;

/// <summary>How the pages word amounts, numbers, states and refusals, in the user's language.</summary>
public sealed partial class PageText(ICurrencies currencies, IStringLocalizer localizer)
{
    /// <summary>A sentence in the user's language.</summary>
    public string this[string sentence] => localizer[sentence].Value;

    /// <summary>A sentence with values, in the user's language.</summary>
    public string this[string sentence, params object[] values] => localizer[sentence, values].Value;

    /// <summary>An amount with its currency, as people write it: <c>1,234.50 USD</c>.</summary>
    public string Money(Asset asset, long minor) => currencies.Display(asset.ToDecimal(minor), asset.Code);

    /// <summary>A sum in minor units that may be larger than any one amount.</summary>
    public string Money(Asset asset, decimal minor) => currencies.Display(minor / Pow10(asset.Scale), asset.Code);

    /// <summary>An amount with its sign, for a history: <c>+25.00 USD</c>, <c>−7.50 USD</c>.</summary>
    public string Signed(Asset asset, long minor) => minor switch
    {
        > 0 => "+" + Money(asset, minor),
        < 0 => "−" + Money(asset, -minor),
        _ => Money(asset, 0)
    };

    /// <summary>A limit or a dash.</summary>
    public string MoneyOrNone(Asset asset, long? minor) => minor is { } amount ? Money(asset, amount) : this["No limit"];

    /// <summary>A movement's reference as the caller gave it; null for those that the house writes itself.</summary>
    public static string? Reference(string? reference) => string.IsNullOrEmpty(reference) || Load(reference) is not null || PaymentOf(reference) is not null ? null : reference;

    /// <summary>The Lightning payment that a movement belongs to, by its reference.</summary>
    public static Guid? PaymentOf(string? reference) => Id("pay:", reference);

    /// <summary>The load that a movement belongs to, by its reference.</summary>
    public static Guid? Load(string? reference) => Id("load:", reference);

    private static Guid? Id(string prefix, string? reference) =>
        reference is not null && reference.StartsWith(prefix, StringComparison.Ordinal) && Guid.TryParse(reference.AsSpan(prefix.Length), out var id) ? id : null;

    /// <summary>The class that makes the longest of some amounts fit into a tile.</summary>
    public static string Fit(params string[] amounts) => amounts.Max(amount => amount.Length) switch
    {
        > 17 => "flash-longest",
        > 11 => "flash-long",
        _ => ""
    };

    /// <summary>Limits for one charge and one day, in a few words.</summary>
    public string Limits(Asset asset, long? charge, long? day) => (charge, day) switch
    {
        (null, null) => this["no limits"],
        ({ } one, null) => this["{0} a charge", Money(asset, one)],
        (null, { } all) => this["{0} a day", Money(asset, all)],
        ({ } one, { } all) => this["{0} a charge, {1} a day", Money(asset, one), Money(asset, all)]
    };

    /// <summary>An amount for an input field: digits and a point.</summary>
    public static string? Input(Asset asset, long? minor) =>
        minor is { } amount ? asset.Format(amount) : null;

    /// <summary>An amount that shows how one is typed.</summary>
    public static string Example(Asset asset) => asset.Code == "SATS" ? "2100" : asset.Format((long)(12.5m * Pow10(asset.Scale)));

    /// <summary>Reads what people type: spaces and thousands separators are forgiven, a comma may be the decimal point.</summary>
    public bool TryReadAmount(Asset asset, string typed, out long minor)
    {
        minor = 0;
        var text = string.Concat((typed ?? "").Where(c => !char.IsWhiteSpace(c)));
        var decimals = currencies.Find(asset.Code)?.DisplayScale ?? asset.Scale;
        // 1,234.50 has thousands; 12,5 and 12,50 have a decimal comma, unless the currency has three decimals or none.
        if (Thousands().IsMatch(text))
            text = text.Replace(",", "", StringComparison.Ordinal);
        else if (decimals > 0 && DecimalComma().IsMatch(text))
            text = text.Replace(',', '.');
        return asset.TryParse(text, out minor) && minor > 0;
    }

    /// <summary>A card number in groups of four.</summary>
    public static string Grouped(string? number) =>
        number is null ? "" : string.Join(' ', number.Chunk(4).Select(group => new string(group)));

    /// <summary>A card number for headings and lists, which never breaks in two.</summary>
    public static string Short(Card card) => $"••••\u00a0{card?.Last4}";

    /// <summary>A card's state as a word.</summary>
    public string State(CardState state) => state switch
    {
        CardState.Issued => this["Not activated"],
        CardState.Active => this["Active"],
        CardState.Frozen => this["Frozen"],
        CardState.Expired => this["Expired"],
        CardState.Closed => this["Closed"],
        _ => state.ToString()
    };

    /// <summary>The colour that goes with a state: classes of the server's badges.</summary>
    public static string StateBadge(CardState state) => state switch
    {
        CardState.Active => "badge-settled",
        CardState.Issued => "badge-new",
        CardState.Frozen => "badge-processing",
        CardState.Expired => "badge-expired",
        _ => "badge-expired"
    };

    /// <summary>Whether a transfer of that kind moves a balance; a hold and its release only change what is available.</summary>
    public static bool Moves(TransferKind kind) => kind is TransferKind.Post or TransferKind.Capture or TransferKind.Refund;

    /// <summary>What a movement was, in words.</summary>
    public string Movement(string code, TransferKind kind) => (code, kind) switch
    {
        ("charge", TransferKind.Hold) => this["Charge held"],
        ("charge", TransferKind.Void) => this["Hold released"],
        ("charge", TransferKind.Expire) => this["Hold ran out"],
        ("charge", TransferKind.Refund) => this["Refund"],
        ("charge", _) => this["Charge"],
        ("payment", TransferKind.Hold) => this["Lightning payment held"],
        ("payment" or "payment-fee", TransferKind.Void) => this["Hold released"],
        ("payment", _) => this["Lightning payment"],
        ("payment-fee", TransferKind.Hold) => this["Lightning fee held"],
        ("payment-fee", _) => this["Lightning fee"],
        ("load", _) => this["Load"],
        ("load-fee", _) => this["Load fee"],
        ("issue-fee", _) => this["Issue fee"],
        ("adjustment", _) => this["Adjustment"],
        ("close", _) => this["Balance at closing"],
        ("replacement", _) => this["Card replaced"],
        ("unclaimed-paid-out", _) => this["Unclaimed money paid back"],
        ("unclaimed-moved", _) => this["Unclaimed money of another card"],
        ("unclaimed-moved-reversal", _) => this["Moved money taken back"],
        ("load-reversal", _) => this["Load taken back"],
        ("load-fee-reversal", _) => this["Load fee given back"],
        ("issue-fee-reversal", _) => this["Issue fee given back"],
        ("adoption", _) => this["Taken over from a pull payment"],
        ("move", _) => this["Moved between cards"],
        ("fee-excess", _) => this["Lightning fee above the cap"],
        _ => this[code]
    };

    /// <summary>What people wrote about a movement: its reason or description, and who made it.</summary>
    public static IEnumerable<string> Details(string? json)
    {
        JObject details;
        try
        {
            details = json is null ? [] : JObject.Parse(json);
        }
        catch (JsonException)
        {
            yield break;
        }
        foreach (var name in (string[])["reason", "description", "by"])
        {
            if (details[name] is JValue { Type: JTokenType.String, Value: string { Length: > 0 } text })
                yield return text;
        }
    }

    /// <summary>Where a charge stands, in words.</summary>
    public string Charge(ChargeStatus status) => status switch
    {
        ChargeStatus.Authorised => this["Held, not captured"],
        ChargeStatus.Captured => this["Charged"],
        ChargeStatus.Voided => this["Voided"],
        ChargeStatus.Expired => this["Ran out"],
        ChargeStatus.PartlyRefunded => this["Partly refunded"],
        ChargeStatus.Refunded => this["Refunded"],
        _ => status.ToString()
    };

    /// <summary>A refusal as a sentence for whoever stands at the counter.</summary>
    public string Refusal(Refusal refusal) => refusal?.Code switch
    {
        null => "",
        "insufficient-funds" => this["There is not enough on the card."],
        "card-not-found" => this["There is no such card in this store."],
        "card-frozen" => this["This card is frozen. It cannot pay until it is unfrozen."],
        "card-closed" => this["This card is closed for good."],
        "card-expired" => this["This card has expired."],
        "card-not-activated" => this["This card is not activated yet."],
        "pin-required" => this["The card’s PIN is needed for this amount."],
        "pin-wrong" => this["The PIN is wrong. After three wrong ones the card is locked."],
        "card-locked" => this["This card is locked after three wrong PINs. Its owner or the store has to unlock it."],
        "card-asleep" => this["This card sleeps. Its owner has to wake it first."],
        "payment-on-its-way" => this["The payment may still be on its way. Try again in a few minutes."],
        "payment-over" => this["The payment has ended otherwise meanwhile."],
        "till-revoked" => this["This till is switched off."],
        "idempotency-key-reused" => this["This form was already sent with other values. Reload the page and try again."],
        "refund-exceeds-captured" => this["This is more than what is left to give back."],
        _ => this[refusal.Message]
    };

    [GeneratedRegex(@"^[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Thousands();

    [GeneratedRegex("^[0-9]+,[0-9]{1,2}$", RegexOptions.CultureInvariant)]
    private static partial Regex DecimalComma();

    private static decimal Pow10(int scale)
    {
        var power = 1m;
        for (var i = 0; i < scale; i++)
            power *= 10;
        return power;
    }
}
