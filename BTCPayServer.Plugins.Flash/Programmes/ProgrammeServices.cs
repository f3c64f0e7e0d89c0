using Microsoft.Extensions.DependencyInjection;

namespace BTCPayServer.Plugins.Flash.Programmes;

/// <summary>The programmes' registration.</summary>
public static class ProgrammeServices
{
    /// <summary>Adds the store's programmes.</summary>
    public static IServiceCollection AddFlashProgrammes(this IServiceCollection services)
    {
        services.AddSingleton<ProgrammeRepository>();
        services.AddSingleton<IProgrammeService, ProgrammeService>();
        services.AddSingleton<IProgrammes>(s => s.GetRequiredService<IProgrammeService>());
        return services;
    }
}
