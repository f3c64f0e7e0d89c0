using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.TopUps;

namespace BTCPayServer.Plugins.Flash.Holders;

/// <summary>A card's public links, to print on it or to hand out.</summary>
/// <param name="Card">The card.</param>
/// <param name="Holder">The address of its holder's page.</param>
/// <param name="TopUp">Where any Lightning wallet tops it up.</param>
public sealed record CardLinksPageModel(Card Card, string Holder, TopUpLink TopUp);

/// <summary>A card that may be lost, and what takes its place.</summary>
/// <param name="Card">The card.</param>
/// <param name="Lost">When it was reported lost.</param>
/// <param name="ReplacedBy">What took its place.</param>
public sealed record ReplacementPageModel(Card Card, DateTimeOffset? Lost, Card? ReplacedBy);

/// <summary>The card that took the place of another, with what is shown this once.</summary>
/// <param name="Old">The card that it replaces.</param>
/// <param name="Issued">The new card.</param>
public sealed record ReplacedPageModel(Card Old, IssuedCard Issued);
