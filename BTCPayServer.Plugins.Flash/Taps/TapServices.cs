using BTCPayServer.Plugins.Flash.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <summary>The taps' registration.</summary>
public static class TapServices
{
    /// <summary>Adds taps, what guards cards, the payments that cards make, and the worker that looks after those of unknown outcome.</summary>
    public static IServiceCollection AddFlashTaps(this IServiceCollection services)
    {
        services.AddSingleton(TapOptions.Read(Environment.GetEnvironmentVariable("FLASH_SEND_TIMEOUT")));
        services.AddSingleton<TapSettingsRepository>();
        services.AddSingleton<ITapSettings, TapSettingsService>();
        services.AddSingleton<CardGuards>();
        services.AddSingleton<ICardPin>(s => s.GetRequiredService<CardGuards>());
        services.AddSingleton<ICardSleep>(s => s.GetRequiredService<CardGuards>());
        services.AddSingleton<ICardGuardMoves>(s => s.GetRequiredService<CardGuards>());
        services.AddSingleton<ISpendingGuard, SpendingGuard>();
        services.TryAddSingleton<RequestRates>();
        services.AddSingleton<TapRates>();
        services.AddSingleton<TapSecrets>();
        services.AddSingleton<ITapService, TapService>();
        services.AddSingleton<PaymentRepository>();
        services.AddSingleton<PaymentBooks>();
        services.AddSingleton<OutgoingPayments>();
        services.AddSingleton<IOutgoingPayments>(s => s.GetRequiredService<OutgoingPayments>());
        services.AddSingleton<IPaymentVerdicts, PaymentVerdicts>();
        services.AddSingleton<PaymentResolver>();
        services.AddSingleton<IHostedService>(s => s.GetRequiredService<PaymentResolver>());
        return services;
    }
}
