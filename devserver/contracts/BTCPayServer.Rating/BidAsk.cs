namespace BTCPayServer.Rating;

public class BidAsk(decimal bid, decimal ask)
{
    public BidAsk(decimal v) : this(v, v)
    {
    }

    public decimal Bid { get; } = bid;

    public decimal Ask { get; } = ask;

    public decimal Center => (Bid + Ask) / 2m;

    public override string ToString() => Bid == Ask ? $"{Bid}" : $"({Bid} , {Ask})";
}
