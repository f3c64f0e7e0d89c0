using System.Collections.Concurrent;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Data;

/// <summary>
/// Gathers what concurrent callers want written and writes it in batches, one batch of a lane at a time. A lone call goes out at once; whoever comes while
/// a batch is on its way makes up the next one. Something bad in a batch fails alone.
/// </summary>
/// <param name="write">Writes a batch of a lane in one durable commit, or nothing of it. Answers each item in its place; null: ask that one again.</param>
/// <param name="rule">Makes, for each new batch, what says of one item after the other whether it may join. The first always may.</param>
internal sealed class Lanes<TItem, TResult>(Func<string, IReadOnlyList<TItem>, Task<TResult?[]>> write, Func<Func<TItem, bool>> rule)
    where TResult : class
{
    private readonly ConcurrentDictionary<string, Lane> _lanes = new(StringComparer.Ordinal);

    /// <summary>Writes one item. When it returns, it is durable. Cancelled callers do not know the outcome: what was asked goes on without them.</summary>
    public Task<TResult> Write(string lane, TItem item, CancellationToken cancellationToken)
    {
        var entry = new Entry(item);
        var own = _lanes.GetOrAdd(lane, static _ => new Lane());
        lock (own.Gate)
        {
            own.Waiting.AddLast(entry);
            // A second batch of a lane would only wait for the first one's locks, and both would be smaller.
            if (!own.Busy)
            {
                own.Busy = true;
                _ = Pump(lane, own);
            }
        }
        return entry.Done.Task.WaitAsync(cancellationToken);
    }

    private async Task Pump(string name, Lane lane)
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
            var again = await Run(name, batch);
            if (again.Count > 0)
                lock (lane.Gate)
                    for (var i = again.Count - 1; i >= 0; i--)
                        lane.Waiting.AddFirst(again[i]);
        }
    }

    private List<Entry> Take(LinkedList<Entry> waiting)
    {
        var batch = new List<Entry>(waiting.Count);
        var joins = rule();
        for (var node = waiting.First; node is not null;)
        {
            var next = node.Next;
            if (joins(node.Value.Item))
            {
                batch.Add(node.Value);
                waiting.Remove(node);
            }
            node = next;
        }
        return batch;
    }

    /// <summary>Writes a batch and completes its entries. Answers those that must be asked again.</summary>
    private async Task<List<Entry>> Run(string lane, List<Entry> batch)
    {
        List<Entry> again = [];
        try
        {
            var items = new TItem[batch.Count];
            for (var i = 0; i < items.Length; i++)
                items[i] = batch[i].Item;
            var results = await write(lane, items);
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
                again.AddRange(await Run(lane, [entry]));
        }
        catch (Exception e)
        {
            foreach (var entry in batch)
                entry.Done.TrySetException(e);
        }
        return again;
    }

    private sealed class Lane
    {
        public readonly Lock Gate = new();
        public readonly LinkedList<Entry> Waiting = new();
        public bool Busy;
    }

    private sealed class Entry(TItem item)
    {
        public TItem Item => item;
        public TaskCompletionSource<TResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
