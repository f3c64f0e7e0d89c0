using Flash.Client;
using Flash.Tool;

// The parts of ./flash that are more than shell: pack | ping | user | seed | demo.
if (args.Length == 0)
    return Usage();
if (Options.Parse(args.AsSpan(1)) is not { } options)
    return Usage();
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, e) => { e.Cancel = true; stop.Cancel(); };
try
{
    switch (args[0])
    {
        case "pack":
            PluginPacker.Pack(options.Required("publish"), options.Required("manifest"), options.Required("output"));
            return 0;
        case "ping":
            return await Greenfield.Answers(options.Required("url"), stop.Token) ? 0 : 1;
        case "user":
            using (var anonymous = FlashClient.Anonymous(options.Required("url")))
                await anonymous.CreateUser(options.Required("email"), options.Required("password"), isAdministrator: true, ct: stop.Token);
            return 0;
        case "seed":
            await Seed.Run(options.Required("url"), options.Required("credentials"), stop.Token);
            return 0;
        case "demo":
            return options.Optional("play") == "tap"
                ? await DemoStage.Run("flash demo tap", options.Required("url"), options.Optional("credentials"), stage => new TapDemo(stage).Play(), stop.Token)
                : await DemoStage.Run("flash demo", options.Required("url"), options.Optional("credentials"), stage => new Demo(stage).Play(), stop.Token);
        default:
            return Usage();
    }
}
catch (Exception e) when (e is ToolException or InvalidOperationException or UnexpectedAnswerException or HttpRequestException or OperationCanceledException)
{
    Console.Error.WriteLine($"flash: {e.Message}");
    return 1;
}

static int Usage()
{
    Console.Error.WriteLine("""
        usage: Flash.Tool pack --publish DIR --manifest plugin.json --output DIR
               Flash.Tool ping --url URL
               Flash.Tool user --url URL --email EMAIL --password PASSWORD
               Flash.Tool seed --url URL --credentials FILE
               Flash.Tool demo --url URL [--credentials FILE] [--play tap]
        """);
    return 2;
}
