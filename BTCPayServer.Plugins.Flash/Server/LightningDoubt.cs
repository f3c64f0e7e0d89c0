namespace BTCPayServer.Plugins.Flash.Server;

/// <summary>Why an outcome is not known.</summary>
public enum LightningDoubt
{
    /// <summary>The node could not be asked, or gave no answer.</summary>
    Silent,

    /// <summary>The node says that the payment is on its way.</summary>
    OnItsWay,

    /// <summary>The node has a record of the payment that says neither: that of some nodes looks the same for one that failed and one on its way, that of others is of one try.</summary>
    NotTold,

    /// <summary>The node has no record of the payment, but would have none either while it is on its way: that of some only lists what was paid.</summary>
    NotListed,
}
