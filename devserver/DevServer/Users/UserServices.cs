namespace DevServer.Users;

/// <summary>Accounts and API keys.</summary>
public static class UserServices
{
    public static void AddDevUsers(this IServiceCollection services) =>
        services.AddSingleton<UserRepository>().AddSingleton<ApiKeyRepository>();
}
