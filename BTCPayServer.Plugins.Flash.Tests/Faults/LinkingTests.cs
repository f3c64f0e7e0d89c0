using BTCPayServer.Plugins.Flash.Tests.Support;
using Flash.Client;

namespace BTCPayServer.Plugins.Flash.Tests.Faults;

/// <summary>A code that is used up has linked its card: nobody stands there with a used code and a card that is nobody's.</summary>
public sealed class LinkingTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Killed_while_a_card_is_linked_by_its_code_it_is_linked_when_asked_again()
    {
        await using var server = await FlashServer.Start(postgres);
        var store = await server.NewStore();
        var app = await server.WithKey(store, "btcpay.plugin.store.flash.app");
        var card = await store.IssueCard();
        var request = new { number = card.Text("number"), code = card.Text("activationCode") };
        await using (var stalled = await StalledStatement.At(server, "before update of holder on flash.cards"))
        {
            var call = Assert.ThrowsAnyAsync<HttpRequestException>(() => app.Client.Post(app.Path("holders/ann/cards"), request));
            await stalled.Reached("the link");
            await server.Kill();
            await call;
        }
        await server.Restart();
        Assert.Null((string?)(await store.Card(card.Text("id")))["holder"]);
        var linked = (await app.Client.Post(app.Path("holders/ann/cards"), request)).Object;
        Assert.Equal((card.Text("id"), "active"), (linked.Text("id"), linked.Text("state")));
        Assert.Equal("ann", (await store.Card(card.Text("id"))).Text("holder"));
    }
}
