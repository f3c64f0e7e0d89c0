using BTCPayServer.Lightning.Codec;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Flash.Client;

namespace BTCPayServer.Plugins.Flash.Tests.Api;

/// <summary>What a wallet outside sees of DevServer's Lightning: real payment requests that are paid once.</summary>
public sealed class DevServerLightningTests(ServerFixture fixture)
{
    [Fact]
    public async Task An_invoice_of_a_store_is_paid_over_lightning_once()
    {
        var (server, store) = await NewStore();
        var path = $"api/v1/stores/{store}/invoices";
        var id = (await server.Admin.Post(path, new { amount = "10", currency = "USD" })).Object.Text("id");
        var method = (await server.Admin.Get($"{path}/{id}/payment-methods")).List.Single(m => (string?)m!["paymentMethodId"] == "BTC-LN")!;
        var bolt11 = (string)method["destination"]!;

        var decoded = Bolt11.Decode(bolt11);
        Assert.Equal("lnbcrt", decoded.Prefix);
        Assert.NotNull(decoded.Signer());
        Assert.Equal((string?)method["additionalData"]!["paymentHash"], Convert.ToHexStringLower(decoded.PaymentHash!));
        Assert.Equal((long)(decimal.Parse((string)method["due"]!, System.Globalization.CultureInfo.InvariantCulture) * 100_000_000_000m), decoded.AmountMsat!.Value);

        var paid = (await server.Admin.Post("dev/wallet/pay", new { bolt11 })).Object;
        var preimage = Convert.FromHexString(paid.Text("preimage"));
        Assert.Equal(decoded.PaymentHash, System.Security.Cryptography.SHA256.HashData(preimage));
        Assert.Equal("Settled", (await server.Admin.Get($"{path}/{id}")).Object.Text("status"));
        Assert.Equal(422, (await server.Admin.Post("dev/wallet/pay", new { bolt11 })).Code);
    }

    [Fact]
    public async Task The_wallet_asks_in_every_way_that_is_wrong()
    {
        var server = await fixture.Server;
        server.NeedsDevServer("a wallet outside");
        var good = (await server.Admin.Post("dev/wallet/invoice", new { amountMsat = 1, description = "Bread", expirySeconds = 60 })).Object;
        var decoded = Bolt11.Decode(good.Text("bolt11"));
        Assert.Equal((1L, "Bread", TimeSpan.FromSeconds(60)), (decoded.AmountMsat, decoded.Description, decoded.Expires - decoded.Timestamp));
        var asked = (await server.Admin.Get($"dev/wallet/invoices/{good.Text("paymentHash")}")).Object;
        Assert.False((bool?)asked["paid"]);

        async Task<string> Ask(object how) => (await server.Admin.Post("dev/wallet/invoice", how)).Object.Text("bolt11");
        Assert.Null(Bolt11.Decode(await Ask(new { })).AmountMsat);
        Assert.StartsWith("lnbc1", await Ask(new { network = "mainnet" }), StringComparison.Ordinal);
        Assert.True(Bolt11.Decode(await Ask(new { expirySeconds = 1, ageSeconds = 60 })).Expires < DateTimeOffset.UtcNow);
        Assert.Null(Bolt11.Decode(await Ask(new { badSignature = true })).Signer());
        var bad = await Ask(new { badChecksum = true });
        Assert.Throws<FormatException>(() => Bolt11.Decode(bad));
        var again = Bolt11.Decode(await Ask(new { amountMsat = 5, sameHashAs = good.Text("paymentHash") }));
        Assert.Equal((5L, good.Text("paymentHash")), (again.AmountMsat!.Value, Convert.ToHexStringLower(again.PaymentHash!)));
    }

    private async Task<(FlashServer Server, string Store)> NewStore()
    {
        var server = await fixture.Server;
        server.NeedsDevServer("a wallet outside");
        return (server, (await server.NewStoreWithoutProgramme()).StoreId);
    }
}
