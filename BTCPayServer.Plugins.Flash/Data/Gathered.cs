namespace BTCPayServer.Plugins.Flash.Data;

/// <summary>
/// Looks up what many ask for at the same time with one query. A lone call goes out at once; whoever comes while queries are on their way is
/// answered by the next one. A query begins after everyone in it has asked, so that nobody reads what was true only before.
/// </summary>
/// <param name="find">One query for all of the keys; what is not there is left out.</param>
internal sealed class Gathered<TKey, TValue>(Func<IReadOnlyCollection<TKey>, Task<IReadOnlyDictionary<TKey, TValue>>> find)
    where TKey : notnull
    where TValue : class
{
    private const int MaxKeys = 256;
    private const int MaxInFlight = 2;

    private readonly Lock _gate = new();
    private Dictionary<TKey, TaskCompletionSource<TValue?>> _waiting = [];
    private int _inFlight;

    /// <summary>The value of a key, or null.</summary>
    public Task<TValue?> Find(TKey key, CancellationToken cancellationToken)
    {
        TaskCompletionSource<TValue?>? answer;
        Dictionary<TKey, TaskCompletionSource<TValue?>>? batch = null;
        lock (_gate)
        {
            if (!_waiting.TryGetValue(key, out answer))
                _waiting.Add(key, answer = new(TaskCreationOptions.RunContinuationsAsynchronously));
            if (_inFlight < MaxInFlight)
            {
                _inFlight++;
                batch = Take();
            }
        }
        if (batch is not null)
            _ = Pump(batch);
        return answer.Task.WaitAsync(cancellationToken);
    }

    private async Task Pump(Dictionary<TKey, TaskCompletionSource<TValue?>> batch)
    {
        while (true)
        {
            try
            {
                var found = await find(batch.Keys);
                foreach (var (key, answer) in batch)
                    answer.SetResult(found.GetValueOrDefault(key));
            }
            catch (Exception e)
            {
                foreach (var answer in batch.Values)
                    answer.TrySetException(e);
            }
            lock (_gate)
            {
                if (_waiting.Count == 0)
                {
                    _inFlight--;
                    return;
                }
                batch = Take();
            }
        }
    }

    private Dictionary<TKey, TaskCompletionSource<TValue?>> Take()
    {
        var batch = _waiting;
        _waiting = [];
        if (batch.Count > MaxKeys)
        {
            foreach (var (key, answer) in batch.Skip(MaxKeys).ToArray())
            {
                _waiting.Add(key, answer);
                batch.Remove(key);
            }
        }
        return batch;
    }
}
