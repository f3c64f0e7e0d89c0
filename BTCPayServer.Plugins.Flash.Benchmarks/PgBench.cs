using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Benchmarks;

/// <summary>PostgreSQL's own TPC-B, the yardstick: same cluster, same settings, same run.</summary>
internal sealed partial class PgBench(NpgsqlConnectionStringBuilder connection, string bin)
{
    public async Task Initialise(int scale) => await Start($"-i -q -s {scale}");

    public async Task<double> Measure(int clients, int seconds)
    {
        var output = await Start($"-c {clients} -j {Math.Min(clients, 2)} -T {seconds}");
        return double.Parse(Tps().Match(output).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    private async Task<string> Start(string arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(bin, "pgbench"), $"{arguments} {connection.Database}") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PGHOST"] = connection.Host;
        start.Environment["PGPORT"] = connection.Port.ToString(CultureInfo.InvariantCulture);
        start.Environment["PGUSER"] = connection.Username;
        if (connection.Password is { } password)
            start.Environment["PGPASSWORD"] = password;
        using var process = Process.Start(start) ?? throw new InvalidOperationException("pgbench did not start");
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"pgbench failed: {await errors}");
    }

    [GeneratedRegex(@"^tps = ([0-9.]+)", RegexOptions.Multiline)]
    private static partial Regex Tps();
}
