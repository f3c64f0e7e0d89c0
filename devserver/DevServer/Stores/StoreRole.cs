namespace DevServer.Stores;

/// <summary>A role that a store's members can have; without a store it is the server's and every store has it.</summary>
public sealed class StoreRole
{
    public required string Id { get; init; }

    public string? StoreId { get; init; }

    public required string Role { get; init; }

    public required string[] Permissions { get; init; }

    public bool IsServerRole => StoreId is null;
}
