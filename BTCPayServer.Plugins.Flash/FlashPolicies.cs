using BTCPayServer.Client;
using BTCPayServer.Services;

namespace BTCPayServer.Plugins.Flash;

/// <summary>The plugin's permissions, each for one store.</summary>
public static class FlashPolicies
{
    /// <summary>See programme, cards, loads, charges, history and proof. Part of "view store settings".</summary>
    public const string View = "btcpay.plugin.store.flash.view";
    /// <summary>Issue, activate, freeze, replace, change, load and close cards. Part of "modify store settings".</summary>
    public const string Cards = "btcpay.plugin.store.flash.cards";
    /// <summary>Look up one card and take, capture, void and refund charges: a cashier. It sees no lists. Part of "modify store settings".</summary>
    public const string Charge = "btcpay.plugin.store.flash.charge";
    /// <summary>Correct a card's balance by hand. Part of "modify store settings".</summary>
    public const string Adjust = "btcpay.plugin.store.flash.adjust";
    /// <summary>Change the programme. Part of "modify store settings".</summary>
    public const string Settings = "btcpay.plugin.store.flash.settings";

    /// <summary>What the backend of a holders' app may do: link, freeze, limit, load, move between and replace the cards of holders that it names, and see those. Part of "modify store settings".</summary>
    public const string App = "btcpay.plugin.store.flash.app";

    /// <summary>As the server registers them. One that no permission of the server's included would be refused even to a store's owner.</summary>
    public static PolicyDefinition[] Definitions { get; } =
    [
        Define(View, Policies.CanViewStoreSettings, [], "View Flash cards",
            "see the card programme, cards, loads, charges and history"),
        Define(Cards, Policies.CanModifyStoreSettings, [View], "Manage Flash cards",
            "issue, activate, load, freeze, replace, change and close cards"),
        Define(Charge, Policies.CanModifyStoreSettings, [], "Charge Flash cards",
            "look up a single card, charge it and refund it, and see nothing else: for cashiers and tills"),
        Define(Adjust, Policies.CanModifyStoreSettings, [View], "Adjust Flash card balances",
            "correct the balance of a card by hand, with a reason"),
        Define(App, Policies.CanModifyStoreSettings, [], "Act for Flash card holders",
            "link, freeze, limit, load and replace the cards of holders and move money between them, and see nothing else: for the backend of an app"),
        Define(Settings, Policies.CanModifyStoreSettings, [View], "Change Flash settings",
            "change the card programme: asset, limits, fees and validity"),
    ];

    private static PolicyDefinition Define(string policy, string includedBy, string[] includes, string title, string what) =>
        new(policy,
            new PermissionDisplay(title, $"Allows to {what}, on all your stores."),
            new PermissionDisplay(title, $"Allows to {what}, on the selected stores."),
            includes, [includedBy]);
}
