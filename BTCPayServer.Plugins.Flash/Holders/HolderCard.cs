using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Taps;
using BTCPayServer.Plugins.Flash.TopUps;

namespace BTCPayServer.Plugins.Flash.Holders;

/// <summary>A holder's card, as the holder's app sees it.</summary>
/// <param name="Card">The card.</param>
/// <param name="Guard">What guards it.</param>
/// <param name="Lost">When it was reported lost; null: it was not.</param>
/// <param name="Replaces">The card whose place it took.</param>
/// <param name="ReplacedBy">The card that took its place.</param>
/// <param name="TopUp">Where any Lightning wallet puts money on it.</param>
/// <param name="Page">Its holder's page.</param>
public sealed record HolderCard(Card Card, CardGuard Guard, DateTimeOffset? Lost, Guid? Replaces, Guid? ReplacedBy, TopUpLink TopUp, string Page);

/// <summary>Money that moved between two cards of a holder.</summary>
/// <param name="Id">The transfer's id.</param>
/// <param name="At">When.</param>
/// <param name="From">The card that gave.</param>
/// <param name="To">The card that got.</param>
/// <param name="Amount">In minor units.</param>
/// <param name="Asset">What moved.</param>
/// <param name="FromBalance">The giver's balance right after.</param>
/// <param name="ToBalance">The getter's balance right after.</param>
public sealed record HolderMove(Guid Id, DateTimeOffset At, Guid From, Guid To, long Amount, Ledger.Asset Asset, long FromBalance, long ToBalance);
