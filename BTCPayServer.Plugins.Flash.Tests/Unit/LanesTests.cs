using BTCPayServer.Plugins.Flash.Data;

namespace BTCPayServer.Plugins.Flash.Tests.Unit;

/// <summary>Writes that share a commit.</summary>
public sealed class LanesTests
{
    private readonly List<(string Lane, int[] Items, TaskCompletionSource Go)> batches = [];
    private readonly HashSet<int> bad = [];
    private readonly HashSet<int> again = [];
    private readonly Lanes<int, string> lanes;

    public LanesTests() => lanes = new(async (lane, items) =>
    {
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (batches)
            batches.Add((lane, [.. items], go));
        await go.Task;
        if (items.FirstOrDefault(bad.Contains) is var wrong and > 0)
            throw new InvalidOperationException($"{wrong} is bad");
        return [.. items.Select(item => again.Remove(item) ? null : $"#{item}")];
    }, () =>
    {
        var members = new HashSet<int>();
        // No two of the same remainder, and four at most.
        return item => members.Count < 4 && members.Add(item % 100);
    });

    [Fact]
    public async Task A_lone_call_goes_out_at_once_and_the_crowd_shares_the_next_batch()
    {
        var first = lanes.Write("a", 1, default);
        Task<string>[] crowd = [lanes.Write("a", 2, default), lanes.Write("a", 3, default)];
        var elsewhere = lanes.Write("b", 4, default);
        Assert.Equal(["a 1", "b 4"], Seen());
        batches[0].Go.SetResult();
        Assert.Equal("#1", await first);
        await Wait(3);
        Assert.Equal("a 2,3", Seen()[2]);
        batches[1].Go.SetResult();
        batches[2].Go.SetResult();
        Assert.Equal(["#2", "#3"], await Task.WhenAll(crowd));
        Assert.Equal("#4", await elsewhere);
    }

    [Fact]
    public async Task What_may_not_go_together_waits_for_the_next_batch()
    {
        Task<string>[] all = [.. new[] { 1, 2, 102, 3, 4, 5, 6 }.Select(item => lanes.Write("a", item, default))];
        for (var i = 0; i < 3; i++)
        {
            await Wait(i + 1);
            batches[i].Go.SetResult();
        }
        Assert.Equal(["#1", "#2", "#102", "#3", "#4", "#5", "#6"], await Task.WhenAll(all));
        Assert.Equal(["a 1", "a 2,3,4,5", "a 102,6"], Seen());
    }

    [Fact]
    public async Task Something_bad_in_a_batch_fails_alone()
    {
        bad.Add(3);
        Task<string>[] all = [.. new[] { 1, 2, 3, 4 }.Select(item => lanes.Write("a", item, default))];
        for (var i = 0; i < 5; i++)
        {
            await Wait(i + 1);
            batches[i].Go.SetResult();
        }
        Assert.Equal(["a 1", "a 2,3,4", "a 2", "a 3", "a 4"], Seen());
        Assert.Equal(["#1", "#2", "#4"], await Task.WhenAll(all[0], all[1], all[3]));
        Assert.Equal("3 is bad", (await Assert.ThrowsAsync<InvalidOperationException>(() => all[2])).Message);
    }

    [Fact]
    public async Task What_is_to_be_asked_again_comes_first_in_the_next_batch()
    {
        again.Add(2);
        Task<string>[] all = [.. new[] { 1, 2, 3, 4, 5, 6 }.Select(item => lanes.Write("a", item, default))];
        for (var i = 0; i < 3; i++)
        {
            await Wait(i + 1);
            batches[i].Go.SetResult();
        }
        Assert.Equal(["#1", "#2", "#3", "#4", "#5", "#6"], await Task.WhenAll(all));
        Assert.Equal(["a 1", "a 2,3,4,5", "a 2,6"], Seen());
    }

    [Fact]
    public async Task Whoever_stops_waiting_takes_nothing_back()
    {
        using var stop = new CancellationTokenSource();
        var impatient = lanes.Write("a", 1, stop.Token);
        var patient = lanes.Write("a", 2, default);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        batches[0].Go.SetResult();
        await Wait(2);
        batches[1].Go.SetResult();
        Assert.Equal("#2", await patient);
        Assert.Equal(["a 1", "a 2"], Seen());
    }

    private string[] Seen()
    {
        lock (batches)
            return [.. batches.Select(b => $"{b.Lane} {string.Join(',', b.Items)}")];
    }

    private async Task Wait(int count)
    {
        for (var tries = 0; tries < 12_000; tries++)
        {
            lock (batches)
                if (batches.Count >= count)
                    return;
            await Task.Delay(5);
        }
        Assert.Fail($"There never were {count} batches.");
    }
}
