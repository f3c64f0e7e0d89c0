using BTCPayServer.Plugins.Flash.Boltcards.Chip;
using Flash.Tool;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Newtonsoft.Json.Serialization;

namespace BTCPayServer.Plugins.Flash.Tests.Unit.Chip;

/// <summary>What the programming apps read and send, to the letter, whatever naming the server's formatter prefers.</summary>
public sealed class ProgrammingFormats
{
    private static readonly ChipUid Uid = ChipUid.TryParse("04a39493cc8680")!.Value;
    private static readonly CardKeys Keys = new IssuerKey(ChipKey.TryParse("00000000000000000000000000000001")!).CardKeys(Uid, 1);

    public static TheoryData<string> Formatters => ["plain", "camel", "camel-overriding"];

    [Theory, MemberData(nameof(Formatters))]
    public void CreateBoltCard(string formatter) => Assert.Equal(
        """{"protocol_name":"create_bolt_card_response","protocol_version":2,"card_name":"Ana","lnurlw_base":"lnurlw://host/tap","k0":"a29119fcb48e737d1591d3489557e49b","k1":"55da174c9608993dc27bb3f30a4a7314","k2":"f4b404be700ab285e333e32348fa3d3b","k3":"73610ba4afe45b55319691cb9489142f","k4":"addd03e52964369be7f2967736b7bdb5","uid_privacy":"N"}""",
        Write(CreateBoltCardResponse.For("Ana", "lnurlw://host/tap", Keys), formatter));

    [Theory, MemberData(nameof(Formatters))]
    public void Wipe(string formatter) => Assert.Equal(
        """{"action":"wipe","k0":"a29119fcb48e737d1591d3489557e49b","k1":"55da174c9608993dc27bb3f30a4a7314","k2":"f4b404be700ab285e333e32348fa3d3b","k3":"73610ba4afe45b55319691cb9489142f","k4":"addd03e52964369be7f2967736b7bdb5","uid":"04a39493cc8680","version":1}""",
        Write(WipeBoltCard.For(Uid, Keys), formatter));

    [Theory, MemberData(nameof(Formatters))]
    public void AnswerToALink(string formatter) => Assert.Equal(
        """{"LNURLW":"lnurlw://host/tap","version":7,"K0":"a29119fcb48e737d1591d3489557e49b","K1":"55da174c9608993dc27bb3f30a4a7314","K2":"f4b404be700ab285e333e32348fa3d3b","K3":"73610ba4afe45b55319691cb9489142f","K4":"addd03e52964369be7f2967736b7bdb5"}""",
        Write(KeysResponse.For("lnurlw://host/tap", 7, Keys), formatter));

    [Theory, MemberData(nameof(Formatters))]
    public void WhatIsWrittenCanBeReadBack(string formatter)
    {
        object[] all = [CreateBoltCardResponse.For("Ana", "lnurlw://host/tap", Keys, hideUid: true), WipeBoltCard.For(Uid, Keys), KeysResponse.For("lnurlw://host/tap", 7, Keys)];
        foreach (var written in all)
            Assert.Equal(written, JsonConvert.DeserializeObject(Write(written, formatter), written.GetType(), Settings(formatter)));
    }

    [Theory]
    [InlineData("Y", true)]
    [InlineData("N", false)]
    public void UidPrivacyIsALetter(string letter, bool hidden) =>
        Assert.Equal(letter, (string?)JObject.Parse(Write(CreateBoltCardResponse.For("Ana", "lnurlw://host/tap", Keys, hidden), "plain"))["uid_privacy"]);

    [Fact]
    public void RequestForABlankChip()
    {
        var request = Read("""{"UID":"04A39493CC8680"}""");
        Assert.Equal(Uid, request.ParseUid());
        Assert.Null(request.ParseTap());
    }

    [Fact]
    public void RequestToResetACard()
    {
        var request = Read("""{"LNURLW":"lnurlw://host/tap?p=4E2E289D945A66BB13377A728884E867&c=E19CCB1FED8892CE"}""");
        Assert.Null(request.ParseUid());
        Assert.Equal(new SunParameters("4E2E289D945A66BB13377A728884E867", "E19CCB1FED8892CE"), request.ParseTap());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"UID":null,"LNURLW":null}""")]
    [InlineData("""{"UID":"0456789a"}""")]
    [InlineData("""{"UID":"04A39493CC8680","LNURLW":"lnurlw://host/tap?p=4E2E289D945A66BB13377A728884E867&c=E19CCB1FED8892CE"}""")]
    public void RequestOfNeitherOrBoth(string json)
    {
        var request = Read(json);
        Assert.Null(request.ParseUid());
        Assert.Null(request.ParseTap());
    }

    // The Bolt Card project's deep link document.
    [Fact]
    public void Links()
    {
        var url = new Uri("https://localhost:14142/api/v1/pull-payments/fUDXsnySxvb5LYZ1bSLiWzLjVuT/boltcards?onExisting=UpdateVersion");
        Assert.Equal("boltcard://program?url=https%3A%2F%2Flocalhost%3A14142%2Fapi%2Fv1%2Fpull-payments%2FfUDXsnySxvb5LYZ1bSLiWzLjVuT%2Fboltcards%3FonExisting%3DUpdateVersion", ProgrammingLinks.Program(url));
        Assert.StartsWith("boltcard://reset?url=https%3A%2F%2F", ProgrammingLinks.Reset(url), StringComparison.Ordinal);
    }

    [Fact]
    public void NoKeyInTextOrInJsonThatDidNotAskForIt()
    {
        object[] all = [Keys, Keys.K0, CreateBoltCardResponse.For("Ana", "lnurlw://host/tap", Keys), WipeBoltCard.For(Uid, Keys), KeysResponse.For("lnurlw://host/tap", 7, Keys)];
        string[] secrets = [Keys.K0.ToHex(), Keys.K1.ToHex(), Keys.K2.ToHex(), Keys.K3.ToHex(), Keys.K4.ToHex()];
        foreach (var text in all.Select(o => o.ToString()!).Concat([Write(Keys, "plain"), System.Text.Json.JsonSerializer.Serialize(Keys)]))
            Assert.DoesNotContain(secrets, secret => text.Contains(secret, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void ACardThatWasProgrammedFromTheAnswerTapsAndVerifies()
    {
        var issuer = new IssuerKey(ChipKey.Generate());
        var chip = SoftwareChip.Blank();
        var keys = issuer.CardKeys(ChipUid.TryParse(chip.Uid)!.Value, 3);
        var answer = JObject.Parse(Write(KeysResponse.For("lnurlw://host/tap", 3, keys), "camel-overriding"));
        chip.Program((string)answer["LNURLW"]!, (string)answer["K1"]!, (string)answer["K2"]!);

        var tap = SunMessage.TryParseUrl(chip.Tap())!;
        var picc = SunMessage.TryDecrypt(tap.P, issuer.EncryptionKey)!;
        Assert.Equal(chip.Uid, picc.Uid.ToString());
        // A half-programmed card is found again by trying versions.
        Assert.Equal([3u], Enumerable.Range(0, 10).Select(v => (uint)v).Where(v => picc.Verify(tap.C, issuer.MacKey(picc.Uid, v))));
    }

    private static KeysRequest Read(string json) => JsonConvert.DeserializeObject<KeysRequest>(json, Settings("camel"))!;

    private static string Write(object value, string formatter) => JsonConvert.SerializeObject(value, Settings(formatter));

    private static JsonSerializerSettings Settings(string formatter) => formatter switch
    {
        "camel" => new() { ContractResolver = new DefaultContractResolver { NamingStrategy = new CamelCaseNamingStrategy() } },
        "camel-overriding" => new() { ContractResolver = new CamelCasePropertyNamesContractResolver() },
        _ => new()
    };
}
