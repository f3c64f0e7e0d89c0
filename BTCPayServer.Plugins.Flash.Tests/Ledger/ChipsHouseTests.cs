using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Boltcards;
using BTCPayServer.Plugins.Flash.Boltcards.Chip;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Dapper;
using Flash.Tool;
using static BTCPayServer.Plugins.Flash.Tests.Support.TestHouse;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>Tests in which staff program (software) chips for the cards of a house.</summary>
public abstract class ChipsHouseTests(PostgresFixture postgres) : CardsHouseTests(postgres)
{
    private protected const string Server = "https://pay.example.com/btcpay";

    private readonly Dictionary<SoftwareChip, (string Url, string K0, string K1, string K2)> written = [];

    private protected ICredentials Credentials => House.Get<ICredentials>();
    private protected IChipProgramming Programming => House.Get<IChipProgramming>();

    private protected (string K0, string K1, string K2) Keys(SoftwareChip chip) => (written[chip].K0, written[chip].K1, written[chip].K2);

    private protected void Write(SoftwareChip chip, KeysResponse keys)
    {
        written[chip] = (keys.Lnurlw, keys.K0.ToHex(), keys.K1.ToHex(), keys.K2.ToHex());
        chip.Program(keys.Lnurlw, keys.K1.ToHex(), keys.K2.ToHex());
    }

    private protected async Task<(Guid Card, SoftwareChip Chip)> Programmed()
    {
        var (card, chip) = (await House.Card(), SoftwareChip.Blank());
        await Program(card, chip);
        return (card, chip);
    }

    private protected async Task Program(Guid card, SoftwareChip chip) => Write(chip, await KeysFor(card, new KeysRequest(chip.Uid, null)));

    private protected async Task<ProgrammingLink> Link(Guid card) => Value(await Programming.Program(House.Store, card, null, "ann", Server, default));

    private protected async Task<ProgrammingLink> WipeLink(Guid card) => Value(await Programming.Wipe(House.Store, card, null, null, "bob", Server, default));

    private protected async Task<Result<KeysResponse>> Ask(Guid card, KeysRequest request) => await Programming.Keys(Secret(await Link(card)), request, Server, default);

    private protected async Task<KeysResponse> KeysFor(Guid card, KeysRequest request) => Value(await Ask(card, request));

    private protected Task<Result<TappedCard>> Tap(SoftwareChip chip) => Verify(chip.Tap());

    private protected Task<Result<TappedCard>> Verify(string url)
    {
        var tap = SunMessage.TryParseUrl(url)!;
        return Credentials.Verify(Code(url), tap.P, tap.C, default);
    }

    private protected static string Code(string url) => url.Split('?')[0].Split('/')[^1];

    private protected static string Secret(ProgrammingLink link) => link.Url.AbsoluteUri.Split('/')[^1];

    private protected async Task<string> State(Guid card) => (await Credentials.Find(House.Store, card, default))!.State.ToString().ToLowerInvariant();

    /// <summary>Somebody who has a chip's keys and makes taps of any counter.</summary>
    private protected Forger Copy(SoftwareChip chip)
    {
        var copy = new SoftwareChip(Convert.FromHexString(chip.Uid));
        copy.Program(written[chip].Url, written[chip].K1, written[chip].K2);
        return new Forger(copy, written[chip].Url);
    }

    private protected async Task<string> Snapshot()
    {
        await using var connection = await House.Database.Open();
        return string.Join('\n', await connection.QueryAsync<string>("""
            select c::text from flash.credentials c union all select j::text from flash.credential_journal j union all select l::text from flash.programming_links l
             union all select s::text from flash.secrets s order by 1
            """));
    }

    private protected sealed class Forger(SoftwareChip chip, string url)
    {
        public string Tap(int counter)
        {
            var (p, c) = chip.Encode(counter, [9, 9, 9, 9, 9]);
            return $"{url}?p={p}&c={c}";
        }
    }
}
