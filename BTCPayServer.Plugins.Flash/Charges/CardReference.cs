namespace BTCPayServer.Plugins.Flash.Charges;

/// <summary>How a caller names the card: by exactly one of the three.</summary>
/// <param name="Id">The card's id.</param>
/// <param name="Number">Its full 16-digit number; spaces and hyphens are allowed.</param>
/// <param name="Token">The unguessable string that its QR code carries.</param>
public sealed record CardReference(Guid? Id = null, string? Number = null, string? Token = null)
{
    /// <summary>True when exactly one way is used.</summary>
    public bool IsValid => (Id is null ? 0 : 1) + (Number is null ? 0 : 1) + (Token is null ? 0 : 1) == 1;
}
