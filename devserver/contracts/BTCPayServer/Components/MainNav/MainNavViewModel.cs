using BTCPayServer.Data;

namespace BTCPayServer.Components.MainNav;

/// <summary>The model of partials at the navigation's places.</summary>
public class MainNavViewModel
{
    /// <summary>The store of the current page; null where the page belongs to none.</summary>
    public StoreData Store { get; set; }
}
