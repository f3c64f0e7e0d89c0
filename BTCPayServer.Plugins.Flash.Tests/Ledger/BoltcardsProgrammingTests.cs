using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Boltcards;
using BTCPayServer.Plugins.Flash.Boltcards.Chip;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Dapper;
using Flash.Tool;
using static BTCPayServer.Plugins.Flash.Tests.Support.TestHouse;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>Keys that are given out for a chip: by which link, how often, and which of them count.</summary>
public sealed class BoltcardsProgrammingTests(PostgresFixture postgres) : ChipsHouseTests(postgres)
{
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
            Value(await Programming.Status(House.Store, card, default)).Journal.Select(e => $"{e.Action} {e.Stage} {e.Version}"));
    }

    // The app got keys, and nobody knows which of them the chip took.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_half_programmed_chip_is_found_by_trying_versions(int taken)
    {
        var card = await House.Card();
        var chip = SoftwareChip.Blank();
        for (var version = 0; version <= 3; version++)
        {
            var given = await KeysFor(card, new KeysRequest(chip.Uid, null));
            Assert.Equal((uint)version, given.Version);
            if (version == taken)
                Write(chip, given);
        }
        Assert.Equal(taken, Value(await Tap(chip)).Version);
        Assert.Equal(taken, (await Credentials.Find(House.Store, card, default))!.Version);
    }

    [Fact]
    public async Task Keys_are_given_only_so_often_without_a_tap_and_the_first_still_works()
    {
        var card = await House.Card();
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
        var (card, chip) = (await House.Card(), SoftwareChip.Blank());
        var links = new List<ProgrammingLink>();
        for (var i = 0; i < 6; i++)
            links.Add(await Link(card));
        var all = await Task.WhenAll(links.Select(link => Programming.Keys(Secret(link), new KeysRequest(chip.Uid, null), Server, default)));
        Assert.Equal([0u, 1u, 2u, 3u, 4u, 5u], all.Select(r => Value(r).Version).Order());
    }

    [Fact]
    public async Task A_link_works_once_for_its_card_and_runs_out()
    {
        var (card, chip) = (await House.Card(), SoftwareChip.Blank());
        var link = await Link(card);
        Assert.Equal("boltcard://program?url=" + Uri.EscapeDataString(link.Url.AbsoluteUri), link.DeepLink);
        var all = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Programming.Keys(Secret(link), new KeysRequest(chip.Uid, null), Server, default)));
        Assert.Single(all, r => r.Ok);
        Assert.All(all.Where(r => !r.Ok), r => Assert.Equal(BoltcardRefusals.LinkInvalid, r.Refusal));

        var late = await Link(card);
        House.Time.Advance(late.ExpiresAt - House.Time.GetUtcNow());
        Refused("programming-link-invalid", await Programming.Keys(Secret(late), new KeysRequest(chip.Uid, null), Server, default));
        var good = Secret(await Link(card));
        foreach (var bad in (string[])["", "x", good[..^1], good + "A", "000000000000" + good[12..], good[..12] + new string('A', 32)])
            Refused("programming-link-invalid", await Programming.Keys(bad, new KeysRequest(chip.Uid, null), Server, default));
        foreach (var request in (KeysRequest[])[new(null, null), new("04", null), new(chip.Uid, "lnurlw://x/?p=1&c=1"), new(null, "lnurlw://x/?p=1")])
            Refused("programming-link-mismatch", await Programming.Keys(good, request, Server, default));
        // What was refused has not used it up.
        Value(await Programming.Keys(good, new KeysRequest(chip.Uid, null), Server, default));
        Refused("card-not-found", await Programming.Program(House.Store, Guid.NewGuid(), null, null, Server, default));
        Refused("422 uid", await Programming.Program(House.Store, card, "04", null, Server, default));
    }

    [Fact]
    public async Task A_link_made_for_a_known_chip_can_be_read_and_serves_no_other()
    {
        var (card, chip) = (await House.Card(), SoftwareChip.Blank());
        var link = Value(await Programming.Program(House.Store, card, chip.Uid.ToUpperInvariant(), "ann", Server, default));
        Assert.Equal(link.Url.AbsoluteUri, link.Qr);
        Refused("programming-link-mismatch", await Programming.Keys(Secret(link), new KeysRequest(SoftwareChip.Blank().Uid, null), Server, default));
        var form = Assert.IsType<CreateBoltCardResponse>(Value(await Programming.Form(Secret(link), Server, default)));
        Refused("programming-link-invalid", await Programming.Form(Secret(link), Server, default));
        chip.Program(form.LnurlwBase, form.K1.ToHex(), form.K2.ToHex());
        Assert.Equal(card, Value(await Tap(chip)).CardId);
        Refused("programming-link-mismatch", await Programming.Form(Secret(await Link(card)), Server, default));

        var wipe = Assert.IsType<WipeBoltCard>(Value(await Programming.Form(Secret(Value(await Programming.Wipe(House.Store, card, chip.Uid, null, "bob", Server, default))), Server, default)));
        Assert.Equal((form.K0, form.K4, chip.Uid), (wipe.K0, wipe.K4, wipe.Uid));
        Assert.Equal("resetting", await State(card));
    }

    [Fact]
    public async Task The_database_knows_neither_keys_nor_uids_nor_secrets()
    {
        var (card, chip) = await Programmed();
        Value(await Tap(chip));
        var link = Value(await Programming.Program(House.Store, card, chip.Uid, "ann", Server, default));
        var text = await Snapshot();
        foreach (var secret in (string[])[chip.Uid, Secret(link)[12..], Keys(chip).K0, Keys(chip).K1, Keys(chip).K2])
            Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Secret(link), link.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_journal_is_only_added_to()
    {
        await Programmed();
        await using var connection = await House.Database.Open();
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => connection.ExecuteAsync("delete from flash.credential_journal"));
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => connection.ExecuteAsync("update flash.credential_journal set version = 7"));
    }
}
