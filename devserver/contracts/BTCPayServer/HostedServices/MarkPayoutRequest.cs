namespace BTCPayServer.HostedServices;

public class MarkPayoutRequest
{
    public enum PayoutPaidResult
    {
        Ok,
        NotFound,
        InvalidState
    }
}
