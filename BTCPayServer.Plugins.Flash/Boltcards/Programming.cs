using BTCPayServer.Plugins.Flash.Boltcards.Chip;

namespace BTCPayServer.Plugins.Flash.Boltcards;

/// <summary>What is done to a chip.</summary>
public enum ProgrammingAction
{
    /// <summary>Keys are written on a blank chip.</summary>
    Set,
    /// <summary>The chip is wiped.</summary>
    Reset
}

/// <summary>How far that is known to have come.</summary>
public enum ProgrammingStage
{
    /// <summary>The keys for it were given away.</summary>
    Requested,
    /// <summary>It was seen to be done, or staff said so.</summary>
    Confirmed
}

/// <summary>A one-time link for a programming app, as made; its secret is shown this once.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="CardId">The card that it is for, and no other.</param>
/// <param name="Action">What it does.</param>
/// <param name="Url">What the app posts to, or reads from when the UID is known.</param>
/// <param name="UidKnown">Whether the app can read the keys without saying which chip it holds.</param>
/// <param name="ExpiresAt">Until when it works.</param>
public sealed record ProgrammingLink(Guid Id, Guid CardId, ProgrammingAction Action, Uri Url, bool UidKnown, DateTimeOffset ExpiresAt)
{
    /// <summary>Opens a programming app on the phone that shows it: <c>boltcard://…</c>.</summary>
    public string DeepLink => Action == ProgrammingAction.Set ? ProgrammingLinks.Program(Url) : ProgrammingLinks.Reset(Url);

    /// <summary>What a QR code for the app's scanner carries: the address itself when the UID is known ("create bolt card"), else the deep link.</summary>
    public string Qr => UidKnown ? Url.AbsoluteUri : DeepLink;

    /// <summary>Never the secret.</summary>
    public override string ToString() => $"programming link {Id}";
}

/// <summary>One line of a chip's journal.</summary>
/// <param name="CredentialId">Which chip.</param>
/// <param name="CardId">On which card it was then.</param>
/// <param name="Action">Set or reset.</param>
/// <param name="Stage">Requested or confirmed.</param>
/// <param name="Version">Of which version of its keys.</param>
/// <param name="By">Who asked; null: a tap proved it.</param>
/// <param name="At">When.</param>
public sealed record ProgrammingEntry(Guid CredentialId, Guid CardId, ProgrammingAction Action, ProgrammingStage Stage, int Version, string? By, DateTimeOffset At);

/// <summary>A card's chip and what was done to it.</summary>
/// <param name="Chip">The chip that lives on the card, or else the last that did; null when there was never one.</param>
/// <param name="Journal">Of all chips of this card, newest first; at most 100.</param>
/// <param name="TapCode">The store's short name in the URL that its chips carry.</param>
public sealed record ChipStatus(Credential? Chip, IReadOnlyList<ProgrammingEntry> Journal, string TapCode);
