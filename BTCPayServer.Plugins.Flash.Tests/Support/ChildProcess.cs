using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;

namespace BTCPayServer.Plugins.Flash.Tests.Support;

/// <summary>A program that tests start. It never outlives them, not even when they are killed with -9.</summary>
public sealed class ChildProcess : IDisposable
{
    // The kernel ends a child with the *thread* that started it: this one lives as long as the process.
    private static readonly BlockingCollection<Action> Launches = StartLauncher();
    private readonly StringBuilder log = new();
    private readonly Process process;

    private ChildProcess(Process process) => this.process = process;

    /// <summary>What it printed up to now, on both streams.</summary>
    public string Log
    {
        get { lock (log) return log.ToString(); }
    }

    /// <summary>Whether it has ended, and its pid while it has not.</summary>
    public bool HasExited => process.HasExited;

    /// <summary>Its process id.</summary>
    public int Id => process.Id;

    /// <summary>Starts a program; <paramref name="onLine"/> sees every line of its standard output.</summary>
    public static async Task<ChildProcess> Start(string program, IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string?>? environment = null, Action<string>? onLine = null)
    {
        var start = new ProcessStartInfo("setpriv") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in (string[])["--pdeathsig", "TERM", "--", program, .. arguments])
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
            start.Environment[name] = value;
        var child = new ChildProcess(new Process { StartInfo = start });
        child.process.OutputDataReceived += (_, e) => { child.Append(e.Data); if (e.Data is { } line) onLine?.Invoke(line); };
        child.process.ErrorDataReceived += (_, e) => child.Append(e.Data);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Launches.Add(() =>
        {
            try
            {
                child.process.Start();
                child.process.BeginOutputReadLine();
                child.process.BeginErrorReadLine();
                child.process.StandardInput.Close();
                started.SetResult();
            }
            catch (Exception e)
            {
                started.SetException(e);
            }
        });
        await started.Task;
        return child;
    }

    /// <summary>Waits until it has printed this: what it does is seen before what it says has come through its pipe.</summary>
    public Task Says(string text) => Waiting.Eventually(() => Task.FromResult(Log.Contains(text, StringComparison.Ordinal)), () => Task.FromResult($"it never said '{text}':\n{Log}"));

    /// <summary>kill -9: no farewell, nothing flushed.</summary>
    public async Task Kill()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
    }

    /// <summary>Asks it to end, and insists after ten seconds.</summary>
    public async Task Stop()
    {
        if (process.HasExited)
            return;
        using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            await Kill();
        }
    }

    /// <summary>Waits for its end, and all that it printed; answers the exit code.</summary>
    public async Task<int> WaitForExit()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        await process.WaitForExitAsync(timeout.Token);
        return process.ExitCode;
    }

    public void Dispose() => process.Dispose();

    private void Append(string? line)
    {
        if (line is null)
            return;
        lock (log)
            log.AppendLine(line);
    }

    private static BlockingCollection<Action> StartLauncher()
    {
        var queue = new BlockingCollection<Action>();
        new Thread(() => { foreach (var launch in queue.GetConsumingEnumerable()) launch(); }) { IsBackground = true, Name = "launcher" }.Start();
        return queue;
    }
}
