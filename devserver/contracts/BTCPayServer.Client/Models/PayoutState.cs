namespace BTCPayServer.Client.Models;

public enum PayoutState
{
    AwaitingApproval,
    AwaitingPayment,
    InProgress,
    Completed,
    Cancelled
}
