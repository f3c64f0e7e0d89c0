using System.Collections.Concurrent;
using BTCPayServer.Plugins.Flash.Data;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Ledger;

/// <summary>Gathers what concurrent callers ask of one store's ledger and writes it as one statement in one durable commit.
/// A lone call goes out at once; whoever comes while a batch is on its way makes up the next one.</summary>
internal sealed class LedgerWriter(FlashDatabase database, TimeProvider time)
{
    /// <summary>The most transfers in one statement.</summary>
    private const int MaxBatch = 512;
    /// <summary>Amounts from here on travel alone, so that sums within a batch stay far from 2^63.</summary>
    private const long Huge = 1L << 50;
    private const int Tries = 4;

    private readonly ConcurrentDictionary<string, Lane> _lanes = new(StringComparer.Ordinal);

    /// <summary>Writes one request. When it returns, it is durable. A cancelled caller does not know the outcome and may ask again with the same key.</summary>
    public Task<WriteResult> Write(string storeId, TransferRequest request, CancellationToken cancellationToken)
    {
        var entry = new Entry(request);
        var lane = _lanes.GetOrAdd(storeId, static _ => new Lane());
        lock (lane.Gate)
        {
            lane.Waiting.AddLast(entry);
            // One batch of a store at a time: a second one would only wait for the first one's lock, and both would be smaller.
            if (!lane.Busy)
            {
                lane.Busy = true;
                _ = Pump(storeId, lane);
            }
        }
        return entry.Done.Task.WaitAsync(cancellationToken);
    }

    private async Task Pump(string storeId, Lane lane)
    {
        while (true)
        {
            List<Entry> batch;
            lock (lane.Gate)
            {
                batch = Take(lane.Waiting);
                if (batch.Count == 0)
                {
                    lane.Busy = false;
                    return;
                }
            }
            var again = await Run(storeId, batch);
            if (again.Count > 0)
                lock (lane.Gate)
                    for (var i = again.Count - 1; i >= 0; i--)
                        lane.Waiting.AddFirst(again[i]);
        }
    }

    /// <summary>What can go together: distinct keys and parents, huge amounts alone.</summary>
    private static List<Entry> Take(LinkedList<Entry> waiting)
    {
        var batch = new List<Entry>(Math.Min(waiting.Count, MaxBatch));
        var keys = new HashSet<string>(StringComparer.Ordinal);
        HashSet<Guid>? parents = null;
        var transfers = 0;
        for (var node = waiting.First; node is not null && transfers < MaxBatch;)
        {
            var next = node.Next;
            var entry = node.Value;
            if (entry.Huge)
            {
                if (batch.Count > 0)
                    break;
                waiting.Remove(node);
                return [entry];
            }
            var together = !keys.Contains(entry.Request.Key);
            foreach (var transfer in entry.Request.Transfers)
                if (transfer.Parent is { } parent && parents?.Contains(parent) == true)
                    together = false;
            if (together)
            {
                keys.Add(entry.Request.Key);
                foreach (var transfer in entry.Request.Transfers)
                    if (transfer.Parent is { } parent)
                        (parents ??= []).Add(parent);
                transfers += entry.Request.Transfers.Count;
                batch.Add(entry);
                waiting.Remove(node);
            }
            node = next;
        }
        return batch;
    }

    /// <summary>Executes a batch and completes its entries. Answers those that must be asked again.</summary>
    private async Task<List<Entry>> Run(string storeId, List<Entry> batch)
    {
        List<Entry> again = [];
        try
        {
            var requests = new TransferRequest[batch.Count];
            for (var i = 0; i < requests.Length; i++)
                requests[i] = batch[i].Request;
            var results = await Execute(storeId, requests);
            for (var i = 0; i < batch.Count; i++)
                if (results[i] is { } result)
                    batch[i].Done.SetResult(result);
                else
                    again.Add(batch[i]);
        }
        catch (Exception e) when (batch.Count > 1 && e is not NpgsqlException { IsTransient: true })
        {
            // Something in the batch is bad (text that the database cannot hold, a broken rule): each stands or falls alone.
            foreach (var entry in batch)
                again.AddRange(await Run(storeId, [entry]));
        }
        catch (Exception e)
        {
            foreach (var entry in batch)
                entry.Done.TrySetException(e);
        }
        return again;
    }

    /// <summary>A lost connection leaves the outcome unknown; the keys make a second try safe.</summary>
    private async Task<WriteResult?[]> Execute(string storeId, TransferRequest[] requests)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = await database.Open(CancellationToken.None);
                return await LedgerStatement.Execute(connection, null, storeId, requests, time.GetUtcNow(), CancellationToken.None);
            }
            catch (NpgsqlException e) when (e.IsTransient && attempt < Tries)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50 * attempt * attempt), time, CancellationToken.None);
            }
        }
    }

    private sealed class Lane
    {
        public readonly Lock Gate = new();
        public readonly LinkedList<Entry> Waiting = new();
        public bool Busy;
    }

    private sealed class Entry(TransferRequest request)
    {
        public TransferRequest Request => request;
        public bool Huge { get; } = request.Transfers.Any(t => t.Amount >= LedgerWriter.Huge);
        public TaskCompletionSource<WriteResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
