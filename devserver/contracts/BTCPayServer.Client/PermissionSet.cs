namespace BTCPayServer.Client;

public class PermissionSet(Permission[] permissions)
{
    public PermissionSet() : this([])
    {
    }

    public Permission[] Permissions { get; } = permissions;
}
