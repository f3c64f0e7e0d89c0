using BTCPayServer.Plugins.Flash.Taps;

namespace BTCPayServer.Plugins.Flash.Tests.Unit;

public sealed class TapOptionsTests
{
    [Theory]
    [InlineData(null, 25), InlineData("", 25), InlineData("1", 1), InlineData("10", 10), InlineData("25", 25)]
    [InlineData("0", 25), InlineData("26", 25), InlineData("-1", 25), InlineData("1.5", 25), InlineData("soon", 25), InlineData("99999999999", 25)]
    public void A_node_is_given_from_one_to_25_seconds(string? said, int seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), TapOptions.Read(said).SendTimeout);
}
