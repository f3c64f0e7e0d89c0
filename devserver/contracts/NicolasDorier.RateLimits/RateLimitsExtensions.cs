using NicolasDorier.RateLimits;

namespace Microsoft.Extensions.DependencyInjection;

public static class RateLimitsExtensions
{
    public static IServiceCollection AddRateLimits(this IServiceCollection services) =>
        services.AddSingleton<IRateLimitService, RateLimitService>();
}
