using BTCPayServer.Plugins.Flash.Charges;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Tests.Support;

namespace BTCPayServer.Plugins.Flash.Tests.Unit;

/// <summary>Every no has words.</summary>
public sealed class ChargeRefusalsTests
{
    [Fact]
    public void Every_refusal_of_the_ledger_has_words()
    {
        foreach (var reason in Enum.GetValues<LedgerRefusal>())
            Assert.Matches("^[a-z]+(-[a-z]+)*$", ChargeRefusals.From(reason).Code);
    }
}
