namespace DevServer.Users;

/// <summary>A user as Greenfield shows it; <c>Created</c> in Unix seconds.</summary>
public record UserData(string Id, string Email, string? Name, string[] Roles, long Created)
{
    public string? ImageUrl => null;
    public bool EmailConfirmed => false;
    public bool RequiresEmailConfirmation => false;
    public bool Approved => true;
    public bool RequiresApproval => false;
    public string? InvitationUrl => null;
    public bool Disabled => false;
    public int? StoreQuota => null;

    public static UserData From(User user) =>
        new(user.Id, user.Email, user.Name, user.IsAdmin ? [Security.GreenfieldConstants.AdminRole] : [], user.Created.ToUnixTimeSeconds());
}
