using BTCPayServer.Plugins.Flash.Data;
using Dapper;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BTCPayServer.Plugins.Flash.Ledger;

/// <summary>Keeps the ledger moving without being asked: releases holds whose time is over and runs the log readers, on start and every few seconds.</summary>
internal sealed class LedgerHousekeeper(FlashDatabase database, ILedger ledger, IEnumerable<ILogReader> readers, LogReaderRunner runner, TimeProvider time,
    ILogger<LedgerHousekeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A background service that throws stops the server: every round catches.
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ExpireHolds(stoppingToken);
                foreach (var reader in readers)
                    foreach (var store in await runner.Behind(reader.Name, stoppingToken))
                        await runner.Run(reader, store, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                logger.LogWarning(e, "Flash: the ledger's housekeeping failed and will try again");
            }
            try
            {
                await Task.Delay(Interval, time, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Releases every hold whose time is over. Answers how many.</summary>
    public async Task<int> ExpireHolds(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        List<(string StoreId, Guid Id, string Code)> due;
        await using (var connection = await database.Open(cancellationToken))
            due = (await connection.QueryAsync<(string, Guid, string)>(new CommandDefinition(
                "select store_id, id, code from flash.holds where expires_at <= @now order by expires_at limit 1000",
                new { now }, cancellationToken: cancellationToken))).AsList();
        var expired = await Task.WhenAll(due.Select(hold =>
            // A key of its own each time: were the clock set back in between, the refusal would be remembered. A hold resolves once all the same.
            ledger.Write(hold.StoreId, new TransferRequest($"expire:{hold.Id:N}:{now.UtcTicks}", Transfer.Expire(hold.Code, hold.Id)), cancellationToken)));
        return expired.Count(r => r is Written { Replayed: false });
    }
}
