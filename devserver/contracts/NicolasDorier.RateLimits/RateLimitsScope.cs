namespace NicolasDorier.RateLimits;

public enum RateLimitsScope
{
    Global,
    RemoteAddress,
    RouteData,
    ActionArgument
}
