using BTCPayServer.Plugins.Flash.Data;

namespace BTCPayServer.Plugins.Flash.Tests.Unit;

/// <summary>Look-ups that share queries.</summary>
public sealed class GatheredTests
{
    private readonly List<(int[] Keys, TaskCompletionSource Go)> queries = [];
    private readonly Gathered<int, string> gathered;

    public GatheredTests() => gathered = new(async keys =>
    {
        var go = new TaskCompletionSource();
        lock (queries)
            queries.Add(([.. keys.Order()], go));
        await go.Task;
        return keys.Where(k => k >= 0).ToDictionary(k => k, k => $"#{k}");
    });

    [Fact]
    public async Task A_lone_call_goes_out_at_once_and_the_crowd_shares_a_query()
    {
        var first = gathered.Find(1, default);
        var second = gathered.Find(1, default);
        Task<string?>[] crowd = [gathered.Find(2, default), gathered.Find(3, default), gathered.Find(2, default), gathered.Find(-1, default)];
        // A question that is asked while a query is on its way is not answered by that query, even for the same key.
        Assert.Equal([[1], [1]], queries.Select(q => q.Keys));
        queries[0].Go.SetResult();
        Assert.Equal("#1", await first);
        await Wait(3);
        Assert.False(second.IsCompleted);
        Assert.Equal([-1, 2, 3], queries[2].Keys);
        queries[1].Go.SetResult();
        queries[2].Go.SetResult();
        Assert.Equal(new string?[] { "#2", "#3", "#2", null }.AsEnumerable(), await Task.WhenAll(crowd));
        Assert.Equal("#1", await second);
        var later = gathered.Find(4, default);
        queries[3].Go.SetResult();
        Assert.Equal("#4", await later);
    }

    [Fact]
    public async Task A_failed_query_fails_those_who_asked_and_nobody_else()
    {
        Task<string?>[] asked = [gathered.Find(1, default), gathered.Find(2, default), gathered.Find(3, default)];
        queries[0].Go.SetException(new TimeoutException());
        await Assert.ThrowsAsync<TimeoutException>(() => asked[0]);
        await Wait(3);
        queries[1].Go.SetResult();
        queries[2].Go.SetResult();
        Assert.Equal(new string?[] { "#2", "#3" }.AsEnumerable(), await Task.WhenAll(asked[1..]));
    }

    [Fact]
    public async Task Whoever_stops_waiting_takes_nobody_along()
    {
        using var stop = new CancellationTokenSource();
        var impatient = gathered.Find(1, stop.Token);
        var patient = gathered.Find(1, default);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        queries[0].Go.SetResult();
        queries[1].Go.SetResult();
        Assert.Equal("#1", await patient);
    }

    [Fact]
    public async Task A_large_crowd_is_answered_in_parts()
    {
        Task<string?>[] all = [.. Enumerable.Range(0, 1000).Select(i => gathered.Find(i, default))];
        for (var i = 0; i < 2 + 4; i++)
        {
            await Wait(i + 1);
            Assert.InRange(queries[i].Keys.Length, 1, 256);
            queries[i].Go.SetResult();
        }
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"#{i}"), await Task.WhenAll(all));
    }

    private async Task Wait(int count)
    {
        for (var tries = 0; tries < 6000; tries++)
        {
            lock (queries)
                if (queries.Count >= count)
                    return;
            await Task.Delay(10);
        }
        Assert.Fail($"only {queries.Count} queries");
    }
}
