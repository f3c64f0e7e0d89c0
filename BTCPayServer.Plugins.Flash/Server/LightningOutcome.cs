namespace BTCPayServer.Plugins.Flash.Server;

/// <summary>What became of an outgoing Lightning payment.</summary>
public abstract record LightningOutcome
{
    private LightningOutcome()
    {
    }

    /// <summary>The payee has the money.</summary>
    /// <param name="AmountMsat">What the payee got, in millisatoshis.</param>
    /// <param name="FeeMsat">What routing cost, in millisatoshis, maybe above the cap; null when the node does not tell.</param>
    /// <param name="Preimage">The proof, 64 lower-case hexadecimal digits; null when the node does not tell.</param>
    public sealed record Paid(long AmountMsat, long? FeeMsat, string? Preimage) : LightningOutcome;

    /// <summary>Nothing was paid, and nothing of this attempt will be.</summary>
    /// <param name="Code">
    /// <c>no-route</c> (no route within the fee cap, or too little money on the node), <c>payment-failed</c>, <c>invoice-amount-missing</c>,
    /// <c>fee-cap-too-low</c>, or
    /// what <see cref="IStoreLightning.Obstacle"/> answers.
    /// </param>
    /// <param name="Detail">The node's own words, for staff and logs.</param>
    public sealed record Failed(string Code, string Detail) : LightningOutcome;

    /// <summary>May be paid, on its way, or not: keep what is held and look again later.</summary>
    /// <param name="Detail">For staff and logs.</param>
    /// <param name="Doubt">Why.</param>
    public sealed record Unknown(string Detail, LightningDoubt Doubt = LightningDoubt.Silent) : LightningOutcome;
}
