using BTCPayServer.Plugins.Flash.Tests.Support;
using Dapper;
using static BTCPayServer.Plugins.Flash.Tests.Support.TestHouse;

namespace BTCPayServer.Plugins.Flash.Tests.Ledger;

/// <summary>Tills that are paired, given new codes and revoked by many at once.</summary>
public sealed class TillsRacesTests(PostgresFixture postgres) : ChargesHouseTests(postgres)
{
    [Fact]
    public async Task New_codes_pairing_and_revoking_never_wait_for_each_other_in_a_ring()
    {
        for (var round = 0; round < 100; round++)
        {
            var made = Value(await House.Tills.Create(House.Store, "Bar", null, null, default));
            await Task.WhenAll(
                Task.Run(() => House.Tills.NewCode(House.Store, made.Till.Id, default)),
                Task.Run(() => House.Tills.Pair(made.Code, default)),
                Task.Run(() => House.Tills.NewCode(House.Store, made.Till.Id, default)),
                Task.Run(() => House.Tills.Revoke(House.Store, made.Till.Id, default)));
            // A code that was made just before the till was revoked is gone with it.
            await using var connection = await House.Database.Open();
            Assert.Equal(0, await connection.QuerySingleAsync<int>("select count(*) from flash.till_pairings where till_id = @id", new { id = made.Till.Id }));
        }
    }
}
