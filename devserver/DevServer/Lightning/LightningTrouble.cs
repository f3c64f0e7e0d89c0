namespace DevServer.Lightning;

/// <summary>What goes wrong with a payment. In JSON and in the database as kebab-case: <c>pays-but-errors</c>.</summary>
public enum LightningTrouble
{
    /// <summary>Nothing.</summary>
    Ok,

    /// <summary>No route; nothing is paid.</summary>
    Fail,

    /// <summary>The node says Error; nothing is paid.</summary>
    Error,

    /// <summary>The node says Error and has no record, as when the connection to it broke; nothing is paid.</summary>
    ErrorUnrecorded,

    /// <summary>The node cannot be reached for this payment: it throws, has no record, and nothing is paid.</summary>
    Throw,

    /// <summary>Says Unknown and stays pending until resolved by hand.</summary>
    Unknown,

    /// <summary>No answer within the timeout; pending until resolved by hand.</summary>
    NeverAnswer,

    /// <summary>No answer ever, whatever timeout or cancellation says; pending until resolved by hand.</summary>
    Deaf,

    /// <summary>No answer within the timeout; pending until the next start, and then paid.</summary>
    AnswerAfterRestart,

    /// <summary>No answer within the timeout; pending until the next start, and then failed.</summary>
    FailAfterRestart,

    /// <summary>
    /// Still trying when the timeout is over, between two tries: the record says failed, and so does the node, as its client asks that record then. Paid when it is
    /// resolved by hand, or at the next start.
    /// </summary>
    Retries,

    /// <summary>Paid, but the node says Error.</summary>
    PaysButErrors,

    /// <summary>Paid, but the call throws.</summary>
    PaysButThrows,

    /// <summary>Paid, but no answer within the timeout.</summary>
    PaysButSilent,

    /// <summary>Paid with a fee above the cap.</summary>
    FeeHigher,
}
