using BTCPayServer.Plugins.Flash.Data;
using BTCPayServer.Plugins.Flash.Taps;
using BTCPayServer.Plugins.Flash.Tests.Support;
using static BTCPayServer.Plugins.Flash.Tests.Support.TestHouse;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>What guards a card, on its way to the card that takes its place.</summary>
public sealed class GuardMovesTests(PostgresFixture postgres) : TapsHouseTests(postgres)
{
    [Fact]
    public async Task A_successor_has_the_pin_its_limit_and_sleep_mode_but_no_wrong_tries()
    {
        var cards = new[] { await House.Card("10.00"), await House.Card("10.00"), await House.Card("10.00") };
        Value(await Pins.Set(House.Store, cards[0], "4711", "5.00", default));
        Value(await Sleep.SetSleep(House.Store, cards[0], 3, default));
        Value(await Sleep.Wake(House.Store, cards[0], default));
        for (var i = 0; i < 3; i++)
            await Pins.Verify(House.Store, cards[0], "0000", default);
        // Also what a successor had before is replaced, and a successor may have one of its own.
        Value(await Pins.Set(House.Store, cards[1], "1111", null, default));
        Value(await Sleep.SetSleep(House.Store, cards[1], 60, default));
        Value(await Sleep.Wake(House.Store, cards[1], default));
        await Pins.Verify(House.Store, cards[1], "0000", default);
        await Move(cards[0], cards[1]);
        await Move(cards[1], cards[2]);
        foreach (var card in cards[1..])
        {
            Assert.Equal(new CardGuard { HasPin = true, PinLimit = 500, PinAttempts = 0, WakeMinutes = 3 }, Value(await Pins.Find(House.Store, card, default)));
            Assert.Equal("pin-wrong", (await Pins.Verify(House.Store, card, "1111", default))?.Code);
            Assert.Null(await Pins.Verify(House.Store, card, "4711", default));
        }
        Assert.True(Value(await Pins.Find(House.Store, cards[0], default)).Locked);
        // A PIN of its own is the successor's alone.
        Value(await Pins.Set(House.Store, cards[2], "2222", null, default));
        Assert.Null(await Pins.Verify(House.Store, cards[2], "2222", default));
        Assert.Null(await Pins.Verify(House.Store, cards[1], "4711", default));
        Assert.False(Value(await Pins.Remove(House.Store, cards[1], default)).HasPin);
    }

    [Fact]
    public async Task What_the_caller_does_not_commit_did_not_happen()
    {
        var (old, successor) = (await House.Card("10.00"), await House.Card("10.00"));
        Value(await Pins.Set(House.Store, old, "4711", null, default));
        await Move(old, successor, commit: false);
        await Move(old, successor, store: "store2");
        Assert.Equal(new CardGuard(), Value(await Pins.Find(House.Store, successor, default)));
        // A card that nothing guards leaves its successor as it is.
        await Move(successor, old);
        Assert.True(Value(await Pins.Find(House.Store, old, default)).HasPin);
    }

    private async Task Move(Guid old, Guid successor, bool commit = true, string? store = null)
    {
        await using var connection = await House.Get<FlashDatabase>().Open(default);
        await using var transaction = await connection.BeginTransactionAsync();
        await House.Get<ICardGuardMoves>().Move(transaction, store ?? House.Store, old, successor, default);
        if (commit)
            await transaction.CommitAsync();
    }
}
