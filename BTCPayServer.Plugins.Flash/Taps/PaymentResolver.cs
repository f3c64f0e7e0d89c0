using BTCPayServer.Plugins.Flash.Server;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <summary>
/// Finds out what became of payments whose outcome is not known: all of them at start, those that are due on a timer. It never pays. Nothing leaves it: a
/// background service that throws would stop the server.
/// </summary>
internal sealed class PaymentResolver(PaymentRepository payments, PaymentBooks books, IStoreLightning lightning, TimeProvider time, ILogger<PaymentResolver> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);
    // An invoice may be good for a year; no call to a node waits that long to be made.
    private static readonly TimeSpan LongestExpiry = TimeSpan.FromDays(1);
    private const int Batch = 100;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var started = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!started)
                    await All(stoppingToken);
                started = true;
                await Due(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                logger.LogError(e, "Flash: open payments could not be looked after; it is tried again");
            }
            try
            {
                await Task.Delay(Period, time, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Looks after every open payment.</summary>
    internal async Task All(CancellationToken cancellationToken)
    {
        var (after, silent) = (Guid.Empty, new HashSet<string>());
        while (await payments.Open(after, Batch, cancellationToken) is { Count: > 0 } batch)
        {
            foreach (var payment in batch)
                await One(payment, silent, cancellationToken);
            after = batch[^1].Id;
        }
    }

    /// <summary>Looks after those that are due, each once.</summary>
    internal async Task Due(CancellationToken cancellationToken)
    {
        var silent = new HashSet<string>();
        // In any order: those that come due together do so again, and the same one would always be asked first, and the others perhaps never.
        foreach (var payment in (await payments.Due(time.GetUtcNow(), Batch, cancellationToken)).Shuffle())
            await One(payment, silent, cancellationToken);
    }

    private async Task One(OutgoingPayment payment, HashSet<string> silent, CancellationToken cancellationToken)
    {
        try
        {
            if ((await Resolve(payment, silent, cancellationToken)).Status == PaymentStatus.Open)
                await payments.Postpone(payment, time.GetUtcNow(), cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            logger.LogError(e, "Flash: payment {PaymentId} of store {StoreId} could not be looked after; it is tried again", payment.Id, payment.StoreId);
            await payments.Postpone(payment, time.GetUtcNow(), cancellationToken);
        }
    }

    /// <summary>
    /// Ends a payment where its outcome is sure. A node that gave no answer is not asked again in the same round: what it says takes long to come, and the payments
    /// of all other stores wait for it.
    /// </summary>
    private async Task<OutgoingPayment> Resolve(OutgoingPayment payment, HashSet<string> silent, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (payment.AttemptedAt is not { } attempted)
            // Whoever held it has not begun and now never may: the row decides between us.
            return now > payment.CreatedAt + OutgoingPayments.Patience ? await books.GiveBack(payment, "never-attempted", true, cancellationToken) : payment;
        var quiet = attempted + OutgoingPayments.Quiet;
        var latest = payment.ExpiresAt < attempted + LongestExpiry ? payment.ExpiresAt : attempted + LongestExpiry;
        var lost = latest < attempted ? quiet : latest + OutgoingPayments.Quiet;
        var node = payment.Node ?? payment.StoreId;
        if (silent.Contains(node) || silent.Contains(payment.StoreId))
            return payment;
        var outcome = await lightning.Look(payment, cancellationToken);
        if (outcome is LightningOutcome.Unknown { Doubt: LightningDoubt.Silent } || outcome is null && now > lost && !await lightning.Answers(payment.StoreId, cancellationToken))
        {
            // What was asked is the node that the store has now: that it is silent, or that there is none, says nothing of the one that it had.
            silent.Add(await lightning.Node(payment.StoreId, cancellationToken) == payment.Node ? node : payment.StoreId);
            return payment;
        }
        return outcome switch
        {
            LightningOutcome.Paid paid => await books.Take(payment, paid, cancellationToken),
            // While the call may still run, the node may speak of an earlier attempt that somebody else made.
            LightningOutcome.Failed failed when now > quiet => await books.GiveBack(payment, failed.Code, false, cancellationToken),
            null when now > lost => await books.GiveBack(payment, "no-record", false, cancellationToken),
            _ => payment,
        };
    }
}
