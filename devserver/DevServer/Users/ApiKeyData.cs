namespace DevServer.Users;

/// <summary>A key as Greenfield shows it.</summary>
public sealed record ApiKeyData(string ApiKey, string Label, string[] Permissions)
{
    public static ApiKeyData From(ApiKey key) => new(key.Id, key.Label ?? "", key.Permissions);
}
