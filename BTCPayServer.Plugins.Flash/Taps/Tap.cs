using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Boltcards;
using BTCPayServer.Plugins.Flash.Cards;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <summary>A card that was tapped: what it is, and what it can pay now.</summary>
/// <param name="Proof">The tap.</param>
/// <param name="Card">The card.</param>
/// <param name="Guard">What guards it.</param>
/// <param name="Settings">The programme's rules.</param>
/// <param name="Obstacle">Why it can pay nothing now; null: it can, with <paramref name="K1"/>.</param>
/// <param name="MinMsat">The least that it can pay, millisatoshis.</param>
/// <param name="MaxMsat">The most that balance, limits and the fee reserve allow; where the balance is not shown, what the limits allow.</param>
/// <param name="PinLimitMsat">From this amount on the PIN is asked; null: never.</param>
/// <param name="DayLeft">What its limit for the day leaves, in minor units; null: no limit.</param>
/// <param name="Lost">It was reported lost: who taps it may be who found it, and is told nothing of what is on it.</param>
/// <param name="K1">The secret that pays: LNURL's <c>k1</c>; null with an obstacle.</param>
public sealed record Tap(TappedCard Proof, Card Card, CardGuard Guard, TapSettings Settings, Refusal? Obstacle, long MinMsat, long MaxMsat, long? PinLimitMsat, long? DayLeft,
    bool Lost, string? K1 = null)
{
    /// <summary>Whether whoever tapped may see what is on the card.</summary>
    public bool ShowsBalance => Settings.ShowBalance && !Lost;

    /// <summary>Never the secret.</summary>
    public override string ToString() => $"tap {Proof.TapId} of card {Proof.CardId}";
}

/// <summary>How a tap shows itself: a chip's <c>p</c> and <c>c</c>, or a virtual card's token.</summary>
/// <param name="TapCode">From the URL.</param>
/// <param name="P">Encrypted UID and counter.</param>
/// <param name="C">MAC.</param>
/// <param name="Token">Of a virtual card, in place of both.</param>
public sealed record TapReading(string? TapCode, string? P, string? C, string? Token)
{
    /// <summary>Reads the address that a card shows: <c>lnurlw://…/flash/t/code?p=…&amp;c=…</c>, also with https, or with <c>?t=…</c> for a virtual card. Null: it is none of ours.</summary>
    public static TapReading? Read(string? url)
    {
        if (url is not { Length: > 0 and <= 2000 } || !Uri.TryCreate(url.Trim(), UriKind.Absolute, out var uri) || uri.Scheme is not ("lnurlw" or "https" or "http"))
            return null;
        const string mark = "/flash/t/";
        var at = uri.AbsolutePath.LastIndexOf(mark, StringComparison.Ordinal);
        if (at < 0)
            return null;
        string? p = null, c = null, t = null;
        foreach (var part in uri.Query.TrimStart('?').Split('&'))
        {
            var (name, value) = part.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals ? (part[..equals], Uri.UnescapeDataString(part[(equals + 1)..])) : (part, "");
            switch (name)
            {
                case "p": p = value; break;
                case "c": c = value; break;
                case "t": t = value; break;
            }
        }
        return new TapReading(uri.AbsolutePath[(at + mark.Length)..], p, c, t);
    }
}
