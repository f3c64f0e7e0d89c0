using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Boltcards;
using BTCPayServer.Plugins.Flash.Boltcards.Chip;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Tests.Support;
using BTCPayServer.Plugins.Flash.Tests.Unit;
using Dapper;
using Flash.Tool;
using static BTCPayServer.Plugins.Flash.Tests.Unit.CardsHouse;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>Chips that are programmed, tapped, copied, wiped and lost, on a real database.</summary>
public sealed class BoltcardsTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const string Server = "https://pay.example.com/btcpay";
    private CardsHouse house = null!;

    private ICredentials Credentials => house.Get<ICredentials>();
    private IChipProgramming Programming => house.Get<IChipProgramming>();

    public async ValueTask InitializeAsync()
    {
        house = await CardsHouse.Open(postgres);
        await house.Programme();
    }

    public ValueTask DisposeAsync() => house.DisposeAsync();

    [Fact]
    public async Task A_chip_is_programmed_and_its_first_tap_proves_it()
    {
        var (card, chip) = await Programmed();
        Assert.Equal("pending", await State(card));
        var tapped = Value(await Tap(chip));
        Assert.Equal((house.Store, card, 0, 1), (tapped.StoreId, tapped.CardId, tapped.Version, tapped.Counter));
        Assert.Matches("^[0-9a-f]{64}$", tapped.K1);
        var status = Value(await Programming.Status(house.Store, card, default));
        Assert.Equal(("Active", 0, 1), (status.Chip!.State.ToString(), status.Chip.Version, status.Chip.Counter));
        Assert.Equal(["Set Confirmed 0 ", "Set Requested 0 ann"], status.Journal.Select(e => $"{e.Action} {e.Stage} {e.Version} {e.By}"));
        var second = Value(await Tap(chip));
        Assert.Equal((card, 2), (second.CardId, second.Counter));
        Assert.NotEqual((tapped.TapId, tapped.K1), (second.TapId, second.K1));
    }

    [Fact]
    public async Task The_url_is_short_and_has_no_place_where_an_app_would_put_its_values()
    {
        var (_, chip) = await Programmed();
        var url = chip.Tap();
        Assert.Matches("^lnurlw://pay\\.example\\.com/btcpay/flash/t/[0-9a-z]{12}\\?p=[0-9A-F]{32}&c=[0-9A-F]{16}$", url);
        Assert.Equal(await Credentials.TapUrl(house.Store, Server, default), url[..url.IndexOf('?', StringComparison.Ordinal)]);
        await house.Programme(store: "store2");
        Assert.NotEqual(await Credentials.TapCode(house.Store, default), await Credentials.TapCode("store2", default));
    }

    [Fact]
    public async Task A_tap_counts_once_however_many_bring_it()
    {
        var (card, chip) = await Programmed();
        var url = chip.Tap();
        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Verify(url)));
        Assert.Single(all, r => r.Ok);
        Assert.All(all.Where(r => !r.Ok), r => Assert.Equal(BoltcardRefusals.Replayed, r.Refusal));
        Assert.Equal(1, (await Credentials.Find(house.Store, card, default))!.Counter);
        await using var connection = await house.Database.Open();
        Assert.Equal(1, await connection.ExecuteScalarAsync<int>("select count(*) from flash.credential_journal where action = 0 and stage = 1"));
    }

    [Fact]
    public async Task An_older_tap_is_a_replay()
    {
        var (_, chip) = await Programmed();
        var (first, second, third) = (chip.Tap(), chip.Tap(), chip.Tap());
        Value(await Verify(second));
        Refused("replayed", await Verify(first));
        Refused("replayed", await Verify(second));
        Value(await Verify(third));
    }

    [Fact]
    public async Task What_does_not_verify_gets_one_answer_and_changes_nothing()
    {
        var (_, chip) = await Programmed();
        Value(await Tap(chip));
        var (_, other) = await Programmed();
        await house.Programme(store: "store2");
        var elsewhere = await Credentials.TapCode("store2", default);
        var code = await Credentials.TapCode(house.Store, default);
        var (p, c) = chip.Encode(2, [1, 2, 3, 4, 5]);
        var (p2, c2) = other.Encode(7, [1, 2, 3, 4, 5]);
        var (far, _) = chip.Encode(0xFFFFFF, [1, 2, 3, 4, 5]);
        var stranger = SoftwareChip.Blank();
        stranger.Program("", Keys(chip).K1, new string('0', 32));
        var (p3, c3) = stranger.Encode(1, new byte[5]);
        var before = await Snapshot();
        (string? Code, string? P, string? C)[] wrong =
        [
            (code, p, c2), (code, p2, c), (code, p, new string('0', 16)), (code, far, c), (code, p3, c3), (code, p, c[..14]), (code, p[..30], c), (code, p, null), (code, null, c), (code, "", ""),
            (code, p, c + "00"), (code, new string('0', 32), c), (code, p + "'", c), (code, "%", "\0"), (code, chip.EncryptPicc([0xC4, .. new byte[15]]), c), (code, chip.EncryptPicc([0xC7, .. new byte[15]]), c),
            (elsewhere, p, c), (code[..11], p, c), (code + "0", p, c), ("000000000000", p, c), (null, p, c), ("", null, null), (code.ToUpperInvariant() + "!", p, c),
        ];
        foreach (var (k, v, m) in wrong)
            Assert.Equal(BoltcardRefusals.TapInvalid, (await Credentials.Verify(k, v, m, default)).Refusal);
        Assert.Equal(before, await Snapshot());
        Value(await Credentials.Verify(code, p, c, default));
    }

    // Medians of many, in turn. Loose, since the machine has other work; a way that skips the query or the MACs would be several times faster.
    [Fact]
    public async Task What_does_not_verify_takes_the_same_time_whatever_is_wrong()
    {
        var (_, chip) = await Programmed();
        Value(await Tap(chip));
        var code = await Credentials.TapCode(house.Store, default);
        var stranger = SoftwareChip.Blank();
        stranger.Program("", Keys(chip).K1, new string('0', 32));
        var (known, unknown) = (chip.Encode(2, new byte[5]).P, stranger.Encode(2, new byte[5]).P);
        (string? P, string? C)[] ways = [(known, "0123456789ABCDEF"), (unknown, "0123456789ABCDEF"), (new string('0', 32), "0123456789ABCDEF"), ("no hex", "nor this"), (null, null)];
        var times = ways.Select(_ => new List<long>()).ToArray();
        for (var i = 0; i < 220; i++)
        {
            for (var way = 0; way < ways.Length; way++)
            {
                var start = System.Diagnostics.Stopwatch.GetTimestamp();
                Assert.False((await Credentials.Verify(code, ways[way].P, ways[way].C, default)).Ok);
                if (i >= 20)
                    times[way].Add(System.Diagnostics.Stopwatch.GetTimestamp() - start);
            }
        }
        var medians = times.Select(t => t.Order().ElementAt(t.Count / 2)).ToArray();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(" ", medians.Select(m => $"{m / 1000.0:0} µs")));
        Assert.True(medians.Max() < 2 * medians.Min(), string.Join(" ", medians));
    }

    [Fact]
    public async Task A_chip_is_programmed_again_with_other_keys_and_the_old_ones_are_over()
    {
        var (card, chip) = await Programmed();
        Value(await Tap(chip));
        var copy = Copy(chip);
        var old = Keys(chip);
        await Program(card, chip);
        Assert.NotEqual((old.K0, old.K2), (Keys(chip).K0, Keys(chip).K2));
        Assert.Equal(old.K1, Keys(chip).K1);
        // Until the new keys are seen on the chip it still pays by the old ones.
        Value(await Verify(copy.Tap(2)));
        Assert.Equal(1, Value(await Tap(chip)).Version);
        Refused("tap-invalid", await Verify(copy.Tap(3)));
        Value(await Tap(chip));
        Assert.Equal(["Set Confirmed 1", "Set Requested 1", "Set Confirmed 0", "Set Requested 0"],
            Value(await Programming.Status(house.Store, card, default)).Journal.Select(e => $"{e.Action} {e.Stage} {e.Version}"));
    }

    // The app got keys, and nobody knows which of them the chip took.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_half_programmed_chip_is_found_by_trying_versions(int taken)
    {
        var card = await house.Card();
        var chip = SoftwareChip.Blank();
        for (var version = 0; version <= 3; version++)
        {
            var given = await KeysFor(card, new KeysRequest(chip.Uid, null));
            Assert.Equal((uint)version, given.Version);
            if (version == taken)
                Write(chip, given);
        }
        Assert.Equal(taken, Value(await Tap(chip)).Version);
        Assert.Equal(taken, (await Credentials.Find(house.Store, card, default))!.Version);
    }

    [Fact]
    public async Task Keys_are_given_only_so_often_without_a_tap_and_the_first_still_works()
    {
        var card = await house.Card();
        var chip = SoftwareChip.Blank();
        await Program(card, chip);
        for (var i = 1; i < 7; i++)
            await KeysFor(card, new KeysRequest(chip.Uid, null));
        Refused("chip-unconfirmed", await Ask(card, new KeysRequest(chip.Uid, null)));
        Assert.Equal(0, Value(await Tap(chip)).Version);
        // Proven: there is room again.
        Assert.Equal(7u, (await KeysFor(card, new KeysRequest(chip.Uid, null))).Version);
    }

    [Fact]
    public async Task Staff_verify_a_tap_of_the_card_at_hand()
    {
        var (card, chip) = await Programmed();
        var (other, foreign) = await Programmed();
        Refused("422 url", await Programming.Verify(house.Store, card, "x", default));
        Refused("chip-not-found", await Programming.Verify(house.Store, card, foreign.Tap(), default));
        Refused("card-not-found", await Programming.Verify(house.Store, Guid.NewGuid(), chip.Tap(), default));
        var url = chip.Tap();
        Assert.Equal(0, Value(await Programming.Verify(house.Store, card, url, default)).Chip!.Version);
        Refused("replayed", await Verify(url));
        Assert.Equal("active", await State(other));
    }

    [Fact]
    public async Task A_link_works_once_for_its_card_and_runs_out()
    {
        var (card, chip) = (await house.Card(), SoftwareChip.Blank());
        var link = await Link(card);
        Assert.Equal("boltcard://program?url=" + Uri.EscapeDataString(link.Url.AbsoluteUri), link.DeepLink);
        var all = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Programming.Keys(Secret(link), new KeysRequest(chip.Uid, null), Server, default)));
        Assert.Single(all, r => r.Ok);
        Assert.All(all.Where(r => !r.Ok), r => Assert.Equal(BoltcardRefusals.LinkInvalid, r.Refusal));

        var late = await Link(card);
        house.Time.Advance(late.ExpiresAt - house.Time.GetUtcNow());
        Refused("programming-link-invalid", await Programming.Keys(Secret(late), new KeysRequest(chip.Uid, null), Server, default));
        var good = Secret(await Link(card));
        foreach (var bad in (string[])["", "x", good[..^1], good + "A", "000000000000" + good[12..], good[..12] + new string('A', 32)])
            Refused("programming-link-invalid", await Programming.Keys(bad, new KeysRequest(chip.Uid, null), Server, default));
        foreach (var request in (KeysRequest[])[new(null, null), new("04", null), new(chip.Uid, "lnurlw://x/?p=1&c=1"), new(null, "lnurlw://x/?p=1")])
            Refused("programming-link-mismatch", await Programming.Keys(good, request, Server, default));
        // What was refused has not used it up.
        Value(await Programming.Keys(good, new KeysRequest(chip.Uid, null), Server, default));
        Refused("card-not-found", await Programming.Program(house.Store, Guid.NewGuid(), null, null, Server, default));
        Refused("422 uid", await Programming.Program(house.Store, card, "04", null, Server, default));
    }

    [Fact]
    public async Task The_database_knows_neither_keys_nor_uids_nor_secrets()
    {
        var (card, chip) = await Programmed();
        Value(await Tap(chip));
        var link = Value(await Programming.Program(house.Store, card, chip.Uid, "ann", Server, default));
        var text = await Snapshot();
        foreach (var secret in (string[])[chip.Uid, Secret(link)[12..], Keys(chip).K0, Keys(chip).K1, Keys(chip).K2])
            Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Secret(link), link.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_made_for_a_known_chip_can_be_read_and_serves_no_other()
    {
        var (card, chip) = (await house.Card(), SoftwareChip.Blank());
        var link = Value(await Programming.Program(house.Store, card, chip.Uid.ToUpperInvariant(), "ann", Server, default));
        Assert.Equal(link.Url.AbsoluteUri, link.Qr);
        Refused("programming-link-mismatch", await Programming.Keys(Secret(link), new KeysRequest(SoftwareChip.Blank().Uid, null), Server, default));
        var form = Assert.IsType<CreateBoltCardResponse>(Value(await Programming.Form(Secret(link), Server, default)));
        Refused("programming-link-invalid", await Programming.Form(Secret(link), Server, default));
        chip.Program(form.LnurlwBase, form.K1.ToHex(), form.K2.ToHex());
        Assert.Equal(card, Value(await Tap(chip)).CardId);
        Refused("programming-link-mismatch", await Programming.Form(Secret(await Link(card)), Server, default));

        var wipe = Assert.IsType<WipeBoltCard>(Value(await Programming.Form(Secret(Value(await Programming.Wipe(house.Store, card, chip.Uid, null, "bob", Server, default))), Server, default)));
        Assert.Equal((form.K0, form.K4, chip.Uid), (wipe.K0, wipe.K4, wipe.Uid));
        Assert.Equal("resetting", await State(card));
    }

    [Fact]
    public async Task A_wiped_chip_pays_no_more_and_can_go_on_another_card()
    {
        var (card, chip) = await Programmed();
        Value(await Tap(chip));
        var set = Keys(chip);
        var replay = chip.Tap();
        Value(await Verify(replay));
        var link = await WipeLink(card);
        Refused("replayed", await Programming.Keys(Secret(link), new KeysRequest(null, replay), Server, default));
        Refused("tap-invalid", await Programming.Keys(Secret(link), new KeysRequest(null, replay[..^4] + "0000"), Server, default));
        var opened = Value(await Programming.Keys(Secret(link), new KeysRequest(null, chip.Tap()), Server, default));
        Assert.Equal((set.K0, set.K1, set.K2), (opened.K0.ToHex(), opened.K1.ToHex(), opened.K2.ToHex()));
        // Whoever has the keys could be the chip: it pays no more, wiped or not.
        Refused("chip-inactive", await Tap(chip));
        var other = await house.Card();
        Refused("chip-in-use", await Ask(other, new KeysRequest(chip.Uid, null)));
        Value(await Programming.Wiped(house.Store, card, "bob", default));
        Assert.Equal("reset", await State(card));
        Refused("tap-invalid", await Tap(chip));

        var copy = Copy(chip);
        await Program(other, chip);
        Assert.Equal((other, 1), (Value(await Tap(chip)).CardId, (await Credentials.Find(house.Store, other, default))!.Version));
        Refused("tap-invalid", await Verify(copy.Tap(1000)));
        Refused("chip-not-resetting", await Programming.Wiped(house.Store, other, null, default));
    }

    [Fact]
    public async Task A_chip_that_was_wiped_and_programmed_again_confirms_its_wipe_by_a_tap()
    {
        var (card, chip) = await Programmed();
        Value(await Tap(chip));
        Value(await Programming.Keys(Secret(await WipeLink(card)), new KeysRequest(null, chip.Tap()), Server, default));
        await Program(card, chip);
        Value(await Tap(chip));
        var journal = Value(await Programming.Status(house.Store, card, default)).Journal.Select(e => $"{e.Action} {e.Stage} {e.Version}").ToHashSet();
        Assert.Equal(["Reset Confirmed 0", "Reset Requested 0", "Set Confirmed 0", "Set Confirmed 1", "Set Requested 0", "Set Requested 1"], journal.Order());
    }

    [Fact]
    public async Task A_chip_that_stopped_half_way_is_opened_with_the_keys_that_it_took()
    {
        var card = await house.Card();
        var chip = SoftwareChip.Blank();
        var first = await KeysFor(card, new KeysRequest(chip.Uid, null));
        await KeysFor(card, new KeysRequest(chip.Uid, null));
        Write(chip, first);
        Value(await Programming.Wiped(house.Store, card, null, default));
        await KeysFor(card, new KeysRequest(chip.Uid, null));
        // Staff were wrong: it has the first keys, which do not pay.
        Refused("tap-invalid", await Tap(chip));
        Assert.Equal(first.K0, Value(await Programming.Keys(Secret(await WipeLink(card)), new KeysRequest(null, chip.Tap()), Server, default)).K0);
        // Without a tap: one version after the other.
        foreach (var version in (int[])[0, 1, 2])
        {
            var link = Value(await Programming.Wipe(house.Store, card, null, version, null, Server, default));
            Assert.Equal((uint)version, Value(await Programming.Keys(Secret(link), new KeysRequest(chip.Uid, null), Server, default)).Version);
        }
        Refused("422 version", await Programming.Wipe(house.Store, card, null, 3, null, Server, default));
        Refused("chip-not-found", await Programming.Wipe(house.Store, await house.Card(), null, null, null, Server, default));
    }

    [Fact]
    public async Task A_card_has_one_chip()
    {
        var (card, chip) = await Programmed();
        Value(await Tap(chip));
        var another = SoftwareChip.Blank();
        Refused("card-has-chip", await Ask(card, new KeysRequest(another.Uid, null)));
        var (waiting, never) = await Programmed();
        Refused("chip-in-use", await Ask(waiting, new KeysRequest(chip.Uid, null)));
        // Never tapped: it makes room for another.
        await Program(waiting, another);
        Value(await Tap(another));
        Refused("chip-inactive", await Tap(never));
        Assert.Equal(waiting, Value(await Tap(another)).CardId);
    }

    [Fact]
    public async Task Many_that_program_the_same_chip_at_once_get_different_keys()
    {
        var (card, chip) = (await house.Card(), SoftwareChip.Blank());
        var links = new List<ProgrammingLink>();
        for (var i = 0; i < 6; i++)
            links.Add(await Link(card));
        var all = await Task.WhenAll(links.Select(link => Programming.Keys(Secret(link), new KeysRequest(chip.Uid, null), Server, default)));
        Assert.Equal([0u, 1u, 2u, 3u, 4u, 5u], all.Select(r => Value(r).Version).Order());
    }

    [Fact]
    public async Task The_credentials_of_a_lost_card_are_dead_for_ever()
    {
        var (card, chip) = await Programmed();
        Value(await Tap(chip));
        var issued = await house.Issue(new IssueCard(CardKind.Virtual));
        var code = await Credentials.TapCode(house.Store, default);
        Assert.Equal(issued.Card.Id, Value(await Credentials.VerifyLink(code, issued.Token, default)).CardId);
        var open = await Link(card);
        foreach (var id in (Guid[])[card, issued.Card.Id])
        {
            await using var connection = await house.Database.Open();
            await using var transaction = await connection.BeginTransactionAsync();
            await Credentials.Kill(transaction, house.Store, id, default);
            await transaction.CommitAsync();
        }
        Refused("chip-inactive", await Tap(chip));
        Refused("chip-inactive", await Credentials.VerifyLink(code, issued.Token, default));
        Refused("programming-link-invalid", await Programming.Keys(Secret(open), new KeysRequest(chip.Uid, null), Server, default));
        Refused("chip-dead", await Ask(await house.Card(), new KeysRequest(chip.Uid, null)));
        Refused("chip-dead", await Ask(card, new KeysRequest(chip.Uid, null)));
        Assert.Equal("dead", await State(card));
        // Found again it can still be wiped; that brings nothing back.
        Value(await Programming.Keys(Secret(await WipeLink(card)), new KeysRequest(null, chip.Tap()), Server, default));
        Refused("chip-inactive", await Tap(chip));
    }

    [Fact]
    public async Task A_link_is_for_virtual_cards_and_has_no_counter()
    {
        var issued = await house.Issue(new IssueCard(CardKind.Virtual));
        var plastic = await house.Issue(new IssueCard(CardKind.Physical));
        var code = await Credentials.TapCode(house.Store, default);
        var (first, second) = (Value(await Credentials.VerifyLink(code, issued.Token, default)), Value(await Credentials.VerifyLink(code, issued.Token, default)));
        Assert.Equal((issued.Card.Id, CredentialKind.Link, null), (first.CardId, first.Kind, first.Counter));
        Assert.Equal(first.CredentialId, second.CredentialId);
        Assert.NotEqual(first.TapId, second.TapId);
        foreach (var (k, token) in ((string?, string?)[])[(code, plastic.Token), (code, issued.Token[..^1] + "!"), ("000000000000", issued.Token), (null, null), (code, "")])
            Refused("tap-invalid", await Credentials.VerifyLink(k, token, default));
    }

    [Fact]
    public async Task Another_server_on_the_same_database_verifies_and_counts_alike()
    {
        var (_, chip) = await Programmed();
        var second = (ICredentials)house.NewProcess().GetService(typeof(ICredentials))!;
        var url = chip.Tap();
        var tap = SunMessage.TryParseUrl(url)!;
        Value(await second.Verify(Code(url), tap.P, tap.C, default));
        Refused("replayed", await Verify(url));
    }

    [Fact]
    public async Task The_journal_is_only_added_to()
    {
        await Programmed();
        await using var connection = await house.Database.Open();
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => connection.ExecuteAsync("delete from flash.credential_journal"));
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => connection.ExecuteAsync("update flash.credential_journal set version = 7"));
    }

    // ---

    private readonly Dictionary<SoftwareChip, (string Url, string K0, string K1, string K2)> written = [];

    private (string K0, string K1, string K2) Keys(SoftwareChip chip) => (written[chip].K0, written[chip].K1, written[chip].K2);

    private void Write(SoftwareChip chip, KeysResponse keys)
    {
        written[chip] = (keys.Lnurlw, keys.K0.ToHex(), keys.K1.ToHex(), keys.K2.ToHex());
        chip.Program(keys.Lnurlw, keys.K1.ToHex(), keys.K2.ToHex());
    }

    private async Task<(Guid Card, SoftwareChip Chip)> Programmed()
    {
        var (card, chip) = (await house.Card(), SoftwareChip.Blank());
        await Program(card, chip);
        return (card, chip);
    }

    private async Task Program(Guid card, SoftwareChip chip) => Write(chip, await KeysFor(card, new KeysRequest(chip.Uid, null)));

    private async Task<ProgrammingLink> Link(Guid card) => Value(await Programming.Program(house.Store, card, null, "ann", Server, default));

    private async Task<ProgrammingLink> WipeLink(Guid card) => Value(await Programming.Wipe(house.Store, card, null, null, "bob", Server, default));

    private async Task<Result<KeysResponse>> Ask(Guid card, KeysRequest request) => await Programming.Keys(Secret(await Link(card)), request, Server, default);

    private async Task<KeysResponse> KeysFor(Guid card, KeysRequest request) => Value(await Ask(card, request));

    private Task<Result<TappedCard>> Tap(SoftwareChip chip) => Verify(chip.Tap());

    private Task<Result<TappedCard>> Verify(string url)
    {
        var tap = SunMessage.TryParseUrl(url)!;
        return Credentials.Verify(Code(url), tap.P, tap.C, default);
    }

    private static string Code(string url) => url.Split('?')[0].Split('/')[^1];

    private static string Secret(ProgrammingLink link) => link.Url.AbsoluteUri.Split('/')[^1];

    private async Task<string> State(Guid card) => (await Credentials.Find(house.Store, card, default))!.State.ToString().ToLowerInvariant();

    /// <summary>Somebody who has a chip's keys and makes taps of any counter.</summary>
    private Forger Copy(SoftwareChip chip)
    {
        var copy = new SoftwareChip(Convert.FromHexString(chip.Uid));
        copy.Program(written[chip].Url, written[chip].K1, written[chip].K2);
        return new Forger(copy, written[chip].Url);
    }

    private async Task<string> Snapshot()
    {
        await using var connection = await house.Database.Open();
        return string.Join('\n', await connection.QueryAsync<string>("""
            select c::text from flash.credentials c union all select j::text from flash.credential_journal j union all select l::text from flash.programming_links l
             union all select s::text from flash.secrets s order by 1
            """));
    }

    private sealed class Forger(SoftwareChip chip, string url)
    {
        public string Tap(int counter)
        {
            var (p, c) = chip.Encode(counter, [9, 9, 9, 9, 9]);
            return $"{url}?p={p}&c={c}";
        }
    }
}
