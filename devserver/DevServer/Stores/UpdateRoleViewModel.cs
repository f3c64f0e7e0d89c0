namespace DevServer.Stores;

public sealed class UpdateRoleViewModel
{
    public string? Role { get; set; }

    public HashSet<string> Permissions { get; set; } = [];
}
