namespace BTCPayServer.Plugins.Flash.Server;

/// <summary>What the plugin needs to know of a store.</summary>
/// <param name="Id">The server's store id.</param>
/// <param name="Name">As its owner named it.</param>
/// <param name="DefaultCurrency">The currency code that new amounts start with.</param>
/// <param name="Archived">Put away by its owner.</param>
public sealed record StoreSummary(string Id, string Name, string DefaultCurrency, bool Archived);
