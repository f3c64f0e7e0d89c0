namespace BTCPayServer.Events;

public enum InvoiceEventCode
{
    Created = 1001,
    ReceivedPayment = 1002,
    PaidInFull = 1003,
    Expired = 1004,
    Confirmed = 1005,
    Completed = 1006,
    MarkedInvalid = 1008,
    PaidAfterExpiration = 1009,
    FailedToConfirm = 1013,
    PaymentSettled = 1014,
    ExpiredPaidPartial = 2000,
    MarkedCompleted = 2008,
    Refund = 2009,
}
