using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Ledger;

namespace BTCPayServer.Plugins.Flash.Cards;

/// <summary>What the words on a card may be.</summary>
internal static class CardRules
{
    public const int MaxHolder = 200;
    public const int MaxLabel = 100;
    public const int MaxMetadata = 8_000;

    /// <summary>Trimmed; null when empty.</summary>
    public static Result<Change<string>> Text(string path, string? text, int most)
    {
        var trimmed = text?.Trim();
        if (trimmed?.Length > most)
            return Refusal.Invalid(path, $"At most {most} characters.");
        if (trimmed is not null && (trimmed.Any(char.IsControl) || !Api.Text.IsStorable(trimmed)))
            return Refusal.Invalid(path, "Plain text in one line.");
        return Change<string>.To(string.IsNullOrEmpty(trimmed) ? null : trimmed);
    }

    /// <summary>A JSON object in its short form; null when absent.</summary>
    public static Result<Change<string>> Metadata(string? json)
    {
        var text = Api.Text.JsonObject("metadata", json, MaxMetadata);
        return text.Refusal is { } wrong ? wrong : Change<string>.To(text.Value);
    }

    /// <summary>A card's own limits in minor units; null when it has none of its own.</summary>
    public static Result<Change<AccountLimits>> Limits(CardLimits? limits, Asset asset)
    {
        if (limits is null)
            return Change<AccountLimits>.To(null);
        if (!Limit(limits.Charge, asset, out var charge))
            return Refusal.Invalid("limits.charge", $"More than zero, as a decimal in {asset.Code} with at most {asset.Scale} decimals; null for no limit.");
        if (!Limit(limits.Day, asset, out var day))
            return Refusal.Invalid("limits.day", $"More than zero, as a decimal in {asset.Code} with at most {asset.Scale} decimals; null for no limit.");
        return Change<AccountLimits>.To(new AccountLimits(charge, day));
    }

    private static bool Limit(string? text, Asset asset, out long? limit)
    {
        limit = null;
        if (string.IsNullOrWhiteSpace(text))
            return true;
        if (!asset.TryParse(text.Trim(), out var minor) || minor <= 0)
            return false;
        limit = minor;
        return true;
    }
}
