using System.Diagnostics;

namespace Flash.Client;

/// <summary>A command of the user's that stands in for what only they can do on their server; it is told what to work on by environment variables.</summary>
internal static class ShellCommand
{
    /// <summary>Runs it in a shell and answers what it printed; throws <see cref="InvalidOperationException"/> with that unless it ends with 0.</summary>
    public static async Task<string> Run(string name, string command, IEnumerable<(string Variable, string? Value)> environment, CancellationToken ct)
    {
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardError = true, RedirectStandardOutput = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(command);
        foreach (var (variable, value) in environment)
            start.Environment[variable] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var errors = process.StandardError.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{name} ended with {process.ExitCode}: {await output}{await errors}");
        return await output;
    }
}
