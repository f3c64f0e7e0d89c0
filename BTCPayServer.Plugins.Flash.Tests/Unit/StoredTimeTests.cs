using BTCPayServer.Plugins.Flash.Data;
using Microsoft.Extensions.Time.Testing;

namespace BTCPayServer.Plugins.Flash.Tests.Unit;

public sealed class StoredTimeTests
{
    [Theory]
    [InlineData(0, 0), InlineData(9, 0), InlineData(10, 10), InlineData(1_234_567, 1_234_560)]
    public void Is_in_whole_microseconds(long ticks, long kept)
    {
        var start = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        Assert.Equal(start.AddTicks(kept), new FakeTimeProvider(start.AddTicks(ticks)).Now());
    }
}
