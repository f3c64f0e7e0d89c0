namespace BTCPayServer.Abstractions.Constants;

public class AuthenticationSchemes
{
    public const string Cookie = "Identity.Application";
    public const string LimitedLogin = "LimitedLogin";
    public const string Bitpay = "Bitpay";
    public const string Greenfield = GreenfieldAPIKeys + "," + GreenfieldBasic;
    public const string GreenfieldAPIKeys = "Greenfield.APIKeys";
    public const string GreenfieldBasic = "Greenfield.Basic";
}
