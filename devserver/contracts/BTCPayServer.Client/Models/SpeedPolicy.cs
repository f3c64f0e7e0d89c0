namespace BTCPayServer.Client.Models;

/// <summary>How many confirmations settle an on-chain payment of a store.</summary>
public enum SpeedPolicy
{
    HighSpeed = 0,
    MediumSpeed = 1,
    LowSpeed = 2,
    LowMediumSpeed = 3
}
