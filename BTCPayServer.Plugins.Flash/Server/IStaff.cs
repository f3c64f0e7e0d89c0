namespace BTCPayServer.Plugins.Flash.Server;

/// <summary>Who works in a store.</summary>
public interface IStaff
{
    /// <summary>
    /// How a page calls whoever a record names: the e-mail of the store's member with that user id (all that is kept of an API key's owner), else what the record says.
    /// Never throws.
    /// </summary>
    /// <param name="storeId">Whose record.</param>
    /// <param name="by">As it was kept: an e-mail, a user's id, or anything else.</param>
    Task<string> Name(string storeId, string by);
}
