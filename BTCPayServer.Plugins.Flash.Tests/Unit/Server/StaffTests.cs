using BTCPayServer.Plugins.Flash.Server;
using BTCPayServer.Services.Stores;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace BTCPayServer.Plugins.Flash.Tests.Unit.Server;

public sealed class StaffTests
{
    private const string Ann = "a7b6dbeb-adfa-4a7b-b1ce-2710a131abb5";
    private readonly Mock<StoreRepository> stores = new(MockBehavior.Strict);

    [Fact]
    public async Task A_member_is_called_by_e_mail_and_all_are_read_once()
    {
        stores.Setup(s => s.GetStoreUsers("store", null)).ReturnsAsync([new() { Id = Ann, Email = "ann@example.com" }, new() { Id = "11111111-adfa-4a7b-b1ce-2710a131abb5" }]);
        var staff = Staff();
        Assert.Equal("ann@example.com", await staff.Name("store", Ann));
        Assert.Equal("11111111-adfa-4a7b-b1ce-2710a131abb5", await staff.Name("store", "11111111-adfa-4a7b-b1ce-2710a131abb5"));
        Assert.Equal("22222222-adfa-4a7b-b1ce-2710a131abb5", await staff.Name("store", "22222222-adfa-4a7b-b1ce-2710a131abb5"));
        stores.Verify(s => s.GetStoreUsers("store", null), Times.Once);
    }

    [Fact]
    public async Task Whatever_is_no_id_is_shown_as_it_is_and_asks_nobody()
    {
        foreach (var by in (string[])["bob@example.com", "holder:17", ""])
            Assert.Equal(by, await Staff().Name("store", by));
        Assert.Equal(Ann, await Staff().Name("", Ann));
    }

    [Fact]
    public async Task A_server_that_cannot_tell_costs_no_page()
    {
        stores.Setup(s => s.GetStoreUsers("store", null)).ThrowsAsync(new InvalidOperationException("no database"));
        Assert.Equal(Ann, await Staff().Name("store", Ann));
    }

    private Staff Staff() => new(stores.Object, NullLogger<Staff>.Instance);
}
