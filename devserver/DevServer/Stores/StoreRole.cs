namespace DevServer.Stores;

/// <summary>A role that a store's members can have; without a store it is the server's and every store has it.</summary>
public sealed record StoreRole(string Id, string? StoreId, string Role, string[] Permissions)
{
    public bool IsServerRole => StoreId is null;
}
