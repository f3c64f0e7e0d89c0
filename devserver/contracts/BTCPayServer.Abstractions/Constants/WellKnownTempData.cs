namespace BTCPayServer.Abstractions.Constants;

public class WellKnownTempData
{
    public const string SuccessMessage = "SuccessMessage";
    public const string ErrorMessage = "ErrorMessage";
}
