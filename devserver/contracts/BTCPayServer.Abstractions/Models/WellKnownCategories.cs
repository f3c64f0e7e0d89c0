namespace BTCPayServer.Abstractions.Models;

public record WellKnownCategories(string CategoryId)
{
    public static readonly WellKnownCategories Server = new("BTCPayServer.Views.Server.ServerNavPages");
    public static readonly WellKnownCategories Store = new("BTCPayServer.Views.Stores.StoreNavPages");
    public static readonly WellKnownCategories Wallet = new("BTCPayServer.Views.Wallets.WalletsNavPages");
}
