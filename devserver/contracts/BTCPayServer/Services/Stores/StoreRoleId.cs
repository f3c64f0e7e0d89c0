namespace BTCPayServer.Services.Stores;

/// <summary>A role, by its name alone when it is the server's.</summary>
public record StoreRoleId
{
    /// <summary>A role of the server.</summary>
    public StoreRoleId(string role) => Role = role;

    /// <summary>Its name.</summary>
    public string Role { get; }
}
