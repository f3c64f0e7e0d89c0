using BTCPayServer.Plugins.Flash.Data;

namespace BTCPayServer.Plugins.Flash.Tests.Unit;

/// <summary>Flash shares a PostgreSQL with the server: it must leave connections for it.</summary>
public class FlashDatabaseTests
{
    [Theory]
    [InlineData("", 30)]
    [InlineData(";Maximum Pool Size=7", 7)]
    [InlineData(";MaxPoolSize=100", 100)]
    public void The_pool_is_small_unless_its_owner_says_otherwise(string option, int size) =>
        Assert.Equal(size, FlashDatabase.Settings("Host=127.0.0.1;Database=flash" + option).MaxPoolSize);
}
