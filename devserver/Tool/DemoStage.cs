using System.Globalization;
using Flash.Client;

namespace Flash.Tool;

/// <summary>Where a demonstration plays: a store of its own, and somebody who tells it.</summary>
internal sealed class DemoStage(StoreClient store, InvoicePayer payer, OutsideWallet wallet, Func<string, Task<FlashClient>> newKey, CancellationToken ct)
{
    private static readonly string[] Permissions = ["btcpay.store.canmodifystoresettings", "btcpay.server.canmodifyserversettings"];
    private int step;

    public StoreClient Store => store;
    public InvoicePayer Payer => payer;
    public OutsideWallet Wallet => wallet;
    public CancellationToken Ct => ct;

    /// <summary>A key for this store that may do only this; drop it when done.</summary>
    public async Task<StoreClient> NewKey(string permission) => new(await newKey($"{permission}:{store.StoreId}"), store.StoreId);

    /// <summary>Plays it in a new store; answers the exit code. The last line is <c>NAME: OK</c> or says what failed.</summary>
    public static async Task<int> Run(string name, string url, string? file, Func<DemoStage, Task> play, CancellationToken ct)
    {
        try
        {
            var credentials = await Account(url, file, ct);
            using var user = await Greenfield.WithNewKey(url, credentials.Email, credentials.Password, "Flash demo", Permissions, ct);
            var storeId = await user.CreateStore("Flash demo " + DateTimeOffset.UtcNow.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), ct: ct);
            var payer = await InvoicePayer.For(user, ct);
            if (!payer.PlaysPayments && await user.TakePayments(storeId, ct) is { } note)
                Console.WriteLine($"note: {note}");
            Console.WriteLine($"{(payer.PlaysPayments ? "Development server" : "BTCPay Server")} on {url}, store {storeId}");
            Console.WriteLine();
            await play(new DemoStage(new StoreClient(user, storeId), payer, await OutsideWallet.For(user, ct),
                permission => Greenfield.WithNewKey(url, credentials.Email, credentials.Password, "Flash demo", [permission], ct), ct));
            await user.DropKey(ct);
            Console.WriteLine();
            Console.WriteLine($"{name}: OK");
            return 0;
        }
        catch (Exception e) when (e is UnexpectedAnswerException or HttpRequestException or InvalidOperationException or ToolException or OperationCanceledException)
        {
            Console.WriteLine();
            Console.WriteLine($"{name}: FAILED: {e.Message}");
            return 1;
        }
    }

    public void Tell(string what) => Console.WriteLine($"{++step}. {what}");

    public static void Say(string what) => Console.WriteLine($"   {what}");

    public static void Check<T>(string what, T actual, T expected)
    {
        if (!EqualityComparer<T>.Default.Equals(actual, expected))
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{what} is {actual} and should be {expected}"));
    }

    /// <summary>The proof, and that nothing escaped the plugin: how every demonstration ends.</summary>
    public async Task Prove()
    {
        Tell("The ledger proves itself");
        Check("proven", (await store.Proof(ct)).Text("proven").ToLowerInvariant(), "true");
        Say("every balance equals the sum of its transfers, and all of them sum to zero");
        if (payer.PlaysPayments)
            Check("exceptions that escaped the plugin", (await store.Client.Get("dev/escapes", ct)).Object.Text("count"), "0");
    }

    private static async Task<Credentials> Account(string url, string? file, CancellationToken ct)
    {
        if (Environment.GetEnvironmentVariable("FLASH_SERVER_EMAIL") is { Length: > 0 } email)
            return new Credentials(email, Environment.GetEnvironmentVariable("FLASH_SERVER_PASSWORD")
                ?? throw new ToolException("FLASH_SERVER_EMAIL is set and FLASH_SERVER_PASSWORD is not"));
        return file is null
            ? throw new ToolException($"whose server is {url}? Set FLASH_SERVER_EMAIL and FLASH_SERVER_PASSWORD")
            : await Seed.User(url, file, ct);
    }
}
