using BTCPayServer.Plugins.Flash.Boltcards;
using BTCPayServer.Plugins.Flash.Boltcards.Chip;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Flash.Tool;
using static BTCPayServer.Plugins.Flash.Tests.Support.TestHouse;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>Chips that are wiped, or lost with their card.</summary>
public sealed class BoltcardsWipingTests(PostgresFixture postgres) : ChipsHouseTests(postgres)
{
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
        var other = await House.Card();
        Refused("chip-in-use", await Ask(other, new KeysRequest(chip.Uid, null)));
        Value(await Programming.Wiped(House.Store, card, "bob", default));
        Assert.Equal("reset", await State(card));
        Refused("tap-invalid", await Tap(chip));

        var copy = Copy(chip);
        await Program(other, chip);
        Assert.Equal((other, 1), (Value(await Tap(chip)).CardId, (await Credentials.Find(House.Store, other, default))!.Version));
        Refused("tap-invalid", await Verify(copy.Tap(1000)));
        Refused("chip-not-resetting", await Programming.Wiped(House.Store, other, null, default));
    }

    [Fact]
    public async Task A_chip_that_was_wiped_and_programmed_again_confirms_its_wipe_by_a_tap()
    {
        var (card, chip) = await Programmed();
        Value(await Tap(chip));
        Value(await Programming.Keys(Secret(await WipeLink(card)), new KeysRequest(null, chip.Tap()), Server, default));
        await Program(card, chip);
        Value(await Tap(chip));
        var journal = Value(await Programming.Status(House.Store, card, default)).Journal.Select(e => $"{e.Action} {e.Stage} {e.Version}").ToHashSet();
        Assert.Equal(["Reset Confirmed 0", "Reset Requested 0", "Set Confirmed 0", "Set Confirmed 1", "Set Requested 0", "Set Requested 1"], journal.Order());
    }

    [Fact]
    public async Task A_chip_that_stopped_half_way_is_opened_with_the_keys_that_it_took()
    {
        var card = await House.Card();
        var chip = SoftwareChip.Blank();
        var first = await KeysFor(card, new KeysRequest(chip.Uid, null));
        await KeysFor(card, new KeysRequest(chip.Uid, null));
        Write(chip, first);
        Value(await Programming.Wiped(House.Store, card, null, default));
        await KeysFor(card, new KeysRequest(chip.Uid, null));
        // Staff were wrong: it has the first keys, which do not pay.
        Refused("tap-invalid", await Tap(chip));
        Assert.Equal(first.K0, Value(await Programming.Keys(Secret(await WipeLink(card)), new KeysRequest(null, chip.Tap()), Server, default)).K0);
        // Without a tap: one version after the other.
        foreach (var version in (int[])[0, 1, 2])
        {
            var link = Value(await Programming.Wipe(House.Store, card, null, version, null, Server, default));
            Assert.Equal((uint)version, Value(await Programming.Keys(Secret(link), new KeysRequest(chip.Uid, null), Server, default)).Version);
        }
        Refused("422 version", await Programming.Wipe(House.Store, card, null, 3, null, Server, default));
        Refused("chip-not-found", await Programming.Wipe(House.Store, await House.Card(), null, null, null, Server, default));
    }

    [Fact]
    public async Task The_credentials_of_a_lost_card_are_dead_for_ever()
    {
        var (card, chip) = await Programmed();
        Value(await Tap(chip));
        var issued = await House.Issue(new IssueCard(CardKind.Virtual));
        var code = await Credentials.TapCode(House.Store, default);
        Assert.Equal(issued.Card.Id, Value(await Credentials.VerifyLink(code, issued.Token, default)).CardId);
        var open = await Link(card);
        foreach (var id in (Guid[])[card, issued.Card.Id])
        {
            await using var connection = await House.Database.Open();
            await using var transaction = await connection.BeginTransactionAsync();
            await Credentials.Kill(transaction, House.Store, id, default);
            await transaction.CommitAsync();
        }
        Refused("chip-inactive", await Tap(chip));
        Refused("chip-inactive", await Credentials.VerifyLink(code, issued.Token, default));
        Refused("programming-link-invalid", await Programming.Keys(Secret(open), new KeysRequest(chip.Uid, null), Server, default));
        Refused("chip-dead", await Ask(await House.Card(), new KeysRequest(chip.Uid, null)));
        Refused("chip-dead", await Ask(card, new KeysRequest(chip.Uid, null)));
        Assert.Equal("dead", await State(card));
        // Found again it can still be wiped; that brings nothing back.
        Value(await Programming.Keys(Secret(await WipeLink(card)), new KeysRequest(null, chip.Tap()), Server, default));
        Refused("chip-inactive", await Tap(chip));
    }
}
