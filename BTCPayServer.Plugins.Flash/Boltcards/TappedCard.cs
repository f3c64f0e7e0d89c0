namespace BTCPayServer.Plugins.Flash.Boltcards;

/// <summary>A card that proved to be at hand.</summary>
/// <param name="StoreId">Whose card.</param>
/// <param name="CardId">Which card.</param>
/// <param name="CredentialId">What proved it.</param>
/// <param name="Kind">What kind of credential that is.</param>
/// <param name="Version">The version that its keys are of; 0 for a link.</param>
/// <param name="Counter">The chip's counter, used up by this; null for a link, which has none.</param>
/// <param name="TapId">UUIDv7 of this one tap: an idempotency root.</param>
public sealed record TappedCard(string StoreId, Guid CardId, Guid CredentialId, CredentialKind Kind, int Version, int? Counter, Guid TapId);
