namespace BTCPayServer.Plugins.Flash.Cards;

/// <summary>One card to issue.</summary>
/// <param name="Kind">Virtual or physical.</param>
/// <param name="Holder">Opaque reference to whoever carries it; up to 200 characters.</param>
/// <param name="Label">The store's own words; up to 100 characters.</param>
/// <param name="Metadata">A JSON object of the store's own; up to 8,000 characters of JSON.</param>
/// <param name="Limits">Limits of its own; null: the programme's.</param>
public sealed record IssueCard(CardKind Kind, string? Holder = null, string? Label = null, string? Metadata = null, CardLimits? Limits = null);

/// <summary>Cards to issue together, 1 to 10,000.</summary>
public sealed record IssueCards(int Count, CardKind Kind = CardKind.Physical, string? Label = null, CardLimits? Limits = null);

/// <summary>A card's own limits: decimal strings in its asset's unit; null means no limit.</summary>
public sealed record CardLimits(string? Charge, string? Day);

/// <summary>A card right after it was issued, with its secrets.</summary>
/// <param name="Card">The card.</param>
/// <param name="ActivationCode">Shown this once; null when the same request is answered again after activation.</param>
/// <param name="Token">What its QR code carries.</param>
public sealed record IssuedCard(Card Card, string? ActivationCode, string Token);

/// <summary>Cards issued together. All are durable before this exists.</summary>
public sealed record CardBatch(Guid Id, IReadOnlyList<IssuedCard> Cards);

/// <summary>A field that is left alone, or set to a value (null clears it).</summary>
public readonly record struct Change<T>(bool Given, T? Value)
{
    /// <summary>Set to a value.</summary>
    public static Change<T> To(T? value) => new(true, value);
}

/// <summary>What changes on a card. <see cref="Limits"/> set to null: the programme's again.</summary>
public sealed record CardUpdate(Change<string> Holder = default, Change<string> Label = default, Change<string> Metadata = default, Change<CardLimits> Limits = default);

/// <summary>Which cards; all given conditions together. Newest first; with a label only, by label.</summary>
public sealed record CardSearch
{
    /// <summary>The full number; spaces and hyphens allowed.</summary>
    public string? Number { get; init; }
    /// <summary>The last four digits.</summary>
    public string? Last4 { get; init; }
    /// <summary>The exact holder reference.</summary>
    public string? Holder { get; init; }
    /// <summary>How the label begins, in any case.</summary>
    public string? Label { get; init; }
    /// <summary>The state.</summary>
    public CardState? State { get; init; }
}

/// <summary>What happens to the balance of a card that is closed.</summary>
public enum CardPayout
{
    /// <summary>There must be none.</summary>
    None,
    /// <summary>It was paid out to the holder outside: goes to the account <c>paid-out</c>.</summary>
    PaidOut,
    /// <summary>It is lost to the holder: goes to the account <c>written-off</c>.</summary>
    WrittenOff
}
