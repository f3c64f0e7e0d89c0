namespace BTCPayServer.Rating;

public enum RateRulesErrors
{
    Ok,
    TooMuchNestedCalls,
    InvalidCurrencyIdentifier,
    NestedInvocation,
    UnsupportedOperator,
    MissingArgument,
    DivideByZero,
    InvalidNegative,
    PreprocessError,
    RateUnavailable,
    InvalidExchangeName,
}
