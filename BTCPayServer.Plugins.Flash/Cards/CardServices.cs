using BTCPayServer.Plugins.Flash.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BTCPayServer.Plugins.Flash.Cards;

/// <summary>The cards' registration.</summary>
public static class CardServices
{
    /// <summary>Adds cards.</summary>
    public static IServiceCollection AddFlashCards(this IServiceCollection services)
    {
        services.AddSingleton<CardRepository>();
        services.TryAddSingleton<StoreSecrets>();
        services.AddSingleton<CardSecrets>();
        services.AddSingleton<CardIssuer>();
        services.AddSingleton<CardLife>();
        services.AddSingleton<ICardFates, CardFates>();
        services.AddSingleton<ICardActivation>(s => s.GetRequiredService<CardLife>());
        services.AddSingleton<CardMoney>();
        services.AddSingleton<ICardService, CardService>();
        services.AddSingleton<ICardFinder, CardFinder>();
        services.AddSingleton<ICardLinks, CardLinks>();
        services.AddSingleton<CardHolders>();
        services.AddSingleton<CardSuccession>();
        services.AddSingleton<CardPage>();
        services.AddSingleton<CardModels>();
        return services;
    }
}
