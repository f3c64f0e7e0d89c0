using BTCPayServer.Plugins.Flash.Benchmarks;

return args.FirstOrDefault() switch
{
    "ledger" => await LedgerBenchmark.Run(new BenchmarkOptions(args[1..])),
    "api" => await ApiBenchmark.Run(new BenchmarkOptions(args[1..])),
    "tap" => await TapBenchmark.Run(new BenchmarkOptions(args[1..])),
    _ => Usage()
};

static int Usage()
{
    Console.Error.WriteLine("usage: ledger | api | tap   (through ./flash bench, which starts what they need)");
    return 2;
}
