using BTCPayServer.Plugins.Flash.Cards;

namespace BTCPayServer.Plugins.Flash.Boltcards;

/// <summary>A request for a programming link.</summary>
public sealed class ProgramRequest
{
    /// <summary>The chip's UID, 14 hex digits, when it is known.</summary>
    public string? Uid { get; set; }
}

/// <summary>A request for a wipe link.</summary>
public sealed class WipeRequest
{
    /// <summary>The chip's UID, 14 hex digits, when it is known.</summary>
    public string? Uid { get; set; }
    /// <summary>Which version's keys; only for a chip that cannot be tapped.</summary>
    public int? Version { get; set; }
}

/// <summary>A pull payment to take over.</summary>
public sealed class AdoptRequest
{
    /// <summary>Its id.</summary>
    public string? PullPaymentId { get; set; }
}

/// <summary>What a card took over.</summary>
public sealed record AdoptedModel(string PullPaymentId, Guid CardId, string Asset, string Amount);

/// <summary>A tap to verify.</summary>
public sealed class VerifyRequest
{
    /// <summary>The whole URL that the chip gave, with <c>p</c> and <c>c</c>.</summary>
    public string? Url { get; set; }
}

/// <summary>A link for a programming app.</summary>
/// <param name="Id">Its id.</param>
/// <param name="CardId">The card that it is for.</param>
/// <param name="Action"><c>set</c> or <c>reset</c>.</param>
/// <param name="Link">Opens the app: <c>boltcard://…</c>.</param>
/// <param name="Qr">What a QR code for the app's scanner carries.</param>
/// <param name="Url">The address that the app speaks to.</param>
/// <param name="ExpiresAt">Until when it works.</param>
public sealed record ProgrammingLinkModel(Guid Id, Guid CardId, string Action, string Link, string Qr, string Url, DateTimeOffset ExpiresAt)
{
    /// <summary>As the API writes it.</summary>
    public static ProgrammingLinkModel From(ProgrammingLink link)
    {
        ArgumentNullException.ThrowIfNull(link);
        return new(link.Id, link.CardId, CardNames.Of(link.Action), link.DeepLink, link.Qr, link.Url.AbsoluteUri, link.ExpiresAt);
    }
}

/// <summary>One line of a chip's journal.</summary>
public sealed record ChipJournalModel(Guid CredentialId, string Action, string Stage, int Version, string? By, DateTimeOffset At);

/// <summary>A card's chip.</summary>
/// <param name="CardId">The card.</param>
/// <param name="CredentialId">The chip; null when the card never had one.</param>
/// <param name="State"><c>none</c>, <c>pending</c>, <c>active</c>, <c>resetting</c>, <c>reset</c> or <c>dead</c>.</param>
/// <param name="Version">The version of its keys that a tap proved.</param>
/// <param name="IssuedVersion">The highest version that keys were given for.</param>
/// <param name="Counter">The last counter that was used up.</param>
/// <param name="LastTapAt">When it was tapped last.</param>
/// <param name="TapUrl">What it carries.</param>
/// <param name="Journal">Newest first, at most 100.</param>
public sealed record ChipModel(Guid CardId, Guid? CredentialId, string State, int? Version, int? IssuedVersion, int? Counter, DateTimeOffset? LastTapAt, string TapUrl,
    IReadOnlyList<ChipJournalModel> Journal)
{
    /// <summary>As the API writes it.</summary>
    public static ChipModel From(Guid cardId, ChipStatus status, string tapUrl)
    {
        ArgumentNullException.ThrowIfNull(status);
        var chip = status.Chip;
        return new(cardId, chip?.Id, chip is null ? "none" : CardNames.Of(chip.State), chip?.Version, chip?.Issued, chip is { Counter: >= 0 } ? chip.Counter : null, chip?.LastTapAt,
            tapUrl, [.. status.Journal.Select(e => new ChipJournalModel(e.CredentialId, CardNames.Of(e.Action), CardNames.Of(e.Stage), e.Version, e.By, e.At))]);
    }
}
