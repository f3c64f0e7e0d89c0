using BTCPayServer.Plugins.Flash.Server;
using CsCheck;
using NBitcoin;
using V = BTCPayServer.Plugins.Flash.Tests.Unit.Lightning.Bolt11Vectors;

namespace BTCPayServer.Plugins.Flash.Tests.Unit.Lightning;

public sealed class LightningInvoiceReaderTests
{
    // Half a minute after the examples were made.
    private static readonly DateTimeOffset Then = DateTimeOffset.FromUnixTimeSeconds(1496314658 + 30);

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData("lightning:")]
    [InlineData("LIGHTNING:")]
    public void Reads_an_invoice_however_it_is_dressed(string dress)
    {
        var terms = LightningInvoiceReader.Read(dress + (dress == "LIGHTNING:" ? V.Coffee.ToUpperInvariant() : V.Coffee), Network.Main, Then).Value!;
        Assert.Equal(
            new LightningTerms(V.Coffee, V.PaymentHash, 250_000_000, Then.AddSeconds(-30), Then.AddSeconds(30), "1 cup coffee", null),
            terms);
    }

    [Fact]
    public void Tells_no_amount_from_an_amount() => Assert.Null(LightningInvoiceReader.Read(V.Donation, Network.Main, Then).Value!.AmountMsat);

    [Theory]
    [InlineData(V.Coffee, 31, "invoice-expired")]
    [InlineData(V.Coffee, 30, "invoice-expired")]
    [InlineData(V.Testnet, 0, "invoice-wrong-network")]
    [InlineData(V.Checksum, 0, "invoice-invalid")]
    [InlineData(V.NoSeparator, 0, "invoice-invalid")]
    [InlineData(V.MixedCase, 0, "invoice-invalid")]
    [InlineData(V.TooShort, 0, "invoice-invalid")]
    [InlineData(V.Multiplier, 0, "invoice-invalid")]
    [InlineData(V.SubMillisatoshi, 0, "invoice-invalid")]
    [InlineData("", 0, "invoice-invalid")]
    [InlineData(null, 0, "invoice-invalid")]
    [InlineData("lightning:", 0, "invoice-invalid")]
    [InlineData("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", 0, "invoice-invalid")]
    public void Refuses_with_a_reason(string? text, int seconds, string code) =>
        Assert.Equal(code, LightningInvoiceReader.Read(text, Network.Main, Then.AddSeconds(seconds)).Refusal?.Code);

    [Fact]
    public void A_signature_that_is_not_the_named_payees_is_refused() =>
        Assert.Equal("invoice-invalid", LightningInvoiceReader.Read(V.HighSWithPayee, Network.Main, DateTimeOffset.UnixEpoch).Refusal?.Code);

    [Fact]
    public void Whatever_is_sent_gets_an_answer() =>
        Gen.OneOf(Gen.String, Gen.String.Select(s => "lnbc" + s), Gen.String[Gen.Char["qpzry9x8gf2tvdw0s3jn54khce6mua7l1"], 0, 300].Select(s => "lnbc1" + s))
            .Sample(text => Assert.NotNull(LightningInvoiceReader.Read(text, Network.Main, Then).Refusal));
}
