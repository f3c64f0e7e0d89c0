namespace BTCPayServer.Plugins.Flash.Server;

/// <summary>The currencies that the server knows.</summary>
public interface ICurrencies
{
    /// <summary>The currency of that code, whatever its case, or null when the server does not know it.</summary>
    Currency? Find(string? code);

    /// <summary>The amount as people write it (<c>1,234.50 USD</c>, <c>2,100 SATS</c>), or <c>amount code</c> for an unknown currency.</summary>
    /// <param name="amount">In units of the currency.</param>
    string Display(decimal amount, string code);
}
