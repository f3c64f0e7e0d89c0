using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Flash.Client;

namespace BTCPayServer.Plugins.Flash.Tests.Support;

/// <summary>
/// A server with the packed plugin: a development server of the test's own, or the real one that FLASH_SERVER_URL names.
/// At its end no exception may have escaped the plugin and every store's ledger must prove.
/// </summary>
public sealed class FlashServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, StoreClient> stores = new();
    private readonly string? folder;
    private readonly TestDatabase? database;
    private readonly IReadOnlyDictionary<string, string?>? environment;
    private ChildProcess? process;
    private string earlierLogs = "";

    private FlashServer(string url, string email, string password, string? folder, TestDatabase? database, IReadOnlyDictionary<string, string?>? environment) =>
        (Url, Email, Password, this.folder, this.database, this.environment) = (url, email, password, folder, database, environment);

    /// <summary>Where it listens, without a slash at the end.</summary>
    public string Url { get; }

    /// <summary>Its admin's e-mail.</summary>
    public string Email { get; }

    /// <summary>Its admin's password.</summary>
    public string Password { get; }

    /// <summary>A client that acts as its admin, with a key that may do everything.</summary>
    public FlashClient Admin { get; private set; } = null!;

    /// <summary>Whether it is a real BTCPay Server rather than the development server.</summary>
    public bool IsReal => database is null;

    /// <summary>What it logged since it was first started.</summary>
    public string Log => earlierLogs + process?.Log;

    /// <summary>The database of the development server.</summary>
    public TestDatabase Database => database ?? throw new InvalidOperationException("a real server keeps its database to itself");

    /// <summary>How invoices get paid here.</summary>
    public Task<InvoicePayer> Payer => InvoicePayer.For(Admin);

    /// <summary>A wallet that has nothing to do with the server; skips the test where there is none.</summary>
    public async Task<OutsideWallet> OutsideWallet()
    {
        var wallet = await global::Flash.Client.OutsideWallet.For(Admin);
        Assert.SkipWhen(wallet.Missing is not null, wallet.Missing ?? "");
        return wallet;
    }

    /// <summary>Starts a development server with the packed plugin and a database of its own; <paramref name="environment"/> is added to its environment.</summary>
    public static async Task<FlashServer> Start(PostgresFixture postgres, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var folder = Directory.CreateTempSubdirectory("flash-server-").FullName;
        Install(Path.Combine(folder, "plugins"));
        var server = new FlashServer($"http://127.0.0.1:{FreePort()}", "admin@example.com", "admin-password-1", folder, await postgres.CreateDatabase(), environment);
        await server.Launch();
        using var anonymous = FlashClient.Anonymous(server.Url);
        await anonymous.CreateUser(server.Email, server.Password, isAdministrator: true);
        return await server.SignIn();
    }

    /// <summary>Whether the environment names a real server to test.</summary>
    public static bool IsRealNamed => Environment.GetEnvironmentVariable("FLASH_SERVER_URL") is { Length: > 0 };

    /// <summary>The real server that the environment names, or null.</summary>
    public static async Task<FlashServer?> Real() =>
        Environment.GetEnvironmentVariable("FLASH_SERVER_URL") is { Length: > 0 } url
            ? await new FlashServer(url.TrimEnd('/'), Named("FLASH_SERVER_EMAIL"), Named("FLASH_SERVER_PASSWORD"), null, null, null).SignIn()
            : null;

    private static string Named(string variable) => Environment.GetEnvironmentVariable(variable) ?? throw new InvalidOperationException($"FLASH_SERVER_URL is set and {variable} is not");

    // A real server lets a password in five times a minute.
    private async Task<FlashServer> SignIn()
    {
        Admin = await Greenfield.WithNewKey(Url, Email, Password, "Flash tests", ["unrestricted"]);
        return this;
    }

    /// <summary>Skips the running test, counted and with this reason, where a real server is tested: it cannot be told to do that.</summary>
    public void NeedsDevServer(string why) => Assert.SkipWhen(IsReal, $"a real server cannot play this: {why}");

    /// <summary>A new store of the admin's; with a programme in US dollars unless told otherwise.</summary>
    public async Task<StoreClient> NewStore(object? programme = null)
    {
        var store = await NewStoreWithoutProgramme();
        await store.SetProgramme(programme ?? new { asset = "USD" });
        return store;
    }

    /// <summary>A new store where Flash was never set up.</summary>
    public async Task<StoreClient> NewStoreWithoutProgramme()
    {
        var id = await Admin.CreateStore("Test " + Guid.NewGuid().ToString("N")[..8]);
        if (IsReal)
            Assert.Null(await Admin.TakePayments(id));
        return stores[id] = new StoreClient(Admin, id);
    }

    /// <summary>A client with an API key that may do only this in that store; <c>*</c> stands for the store's own settings and all they include.</summary>
    public async Task<StoreClient> WithKey(StoreClient store, params string[] permissions) =>
        new(FlashClient.WithApiKey(Url, await Admin.CreateApiKey("test", permissions.Select(p => $"{(p == "*" ? "btcpay.store.canmodifystoresettings" : p)}:{store.StoreId}"))), store.StoreId);

    /// <summary>
    /// Plays what happens to an invoice: <c>pay</c> or <c>send</c> (unconfirmed) with an amount or in full, <c>confirm</c>, <c>expire</c>,
    /// <c>settle</c> and <c>invalidate</c> (as staff mark it) … On a real server it is paid in full or marked; the rest skips the test.
    /// </summary>
    public async Task Play(string storeId, string invoiceId, string step)
    {
        var words = step.Split(' ');
        if (!IsReal)
        {
            var body = new JsonObject();
            if (words is [_, var amount])
                body["amount"] = decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture);
            if (words[0] == "send")
                body["confirmed"] = false;
            (await Admin.Post($"dev/invoices/{invoiceId}/{(words[0] == "send" ? "pay" : words[0])}", body)).Expect();
        }
        else if (step is "settle" or "invalidate")
            (await Admin.Post($"api/v1/stores/{storeId}/invoices/{invoiceId}/status", new { status = step == "settle" ? "Settled" : "Invalid" })).Expect();
        else
        {
            Assert.SkipUnless(step == "pay", $"a real server cannot play this: {step}");
            await (await Payer).Pay(storeId, invoiceId);
        }
    }

    /// <summary>Gives the store its way to be paid back, or takes it away.</summary>
    public async Task Wallet(string storeId, bool enabled) =>
        (IsReal ? await Admin.Put($"api/v1/stores/{storeId}/payment-methods/BTC-LN", new { enabled }) : await Admin.Post($"dev/stores/{storeId}/wallet", new { enabled })).Expect();

    /// <summary>A pull payment in bitcoin from which anybody may claim over Lightning: its id.</summary>
    public async Task<string> PullPayment(string storeId, string bitcoin) =>
        (await Admin.Post($"api/v1/stores/{storeId}/pull-payments",
            new { name = "Old card", currency = "BTC", amount = bitcoin, autoApproveClaims = true, BOLT11Expiration = 0, payoutMethods = new[] { "BTC-LN" } })).Object.Text("id");

    /// <summary>Somebody claims so many satoshis from such a pull payment and is paid.</summary>
    public async Task Claim(string storeId, string pullPayment, long sats)
    {
        if (!IsReal)
        {
            var amount = (sats / 100_000_000m).ToString(System.Globalization.CultureInfo.InvariantCulture);
            (await Admin.Post($"dev/pull-payments/{pullPayment}/payouts", new { amount, state = "Completed" })).Expect();
            return;
        }
        var destination = await (await OutsideWallet()).Ask(sats * 1000);
        var payout = (await Admin.Post($"api/v1/pull-payments/{pullPayment}/payouts", new { destination, payoutMethodId = "BTC-LN" })).Object.Text("id");
        (await Admin.Post($"api/v1/stores/{storeId}/payouts/{payout}/mark-paid", new { })).Expect();
    }

    /// <summary>A card that is active and holds this much, loaded through a paid invoice; its id.</summary>
    public async Task<string> LoadedCard(StoreClient store, string amount)
    {
        var id = (await store.IssueCard()).Text("id");
        await store.Activate(id);
        var load = await store.Load(id, amount);
        await (await Payer).Pay(store.StoreId, load.Text("invoiceId"));
        await WaitForLoad(store, load.Text("id"), "credited");
        return id;
    }

    /// <summary>Waits until a load has one of these statuses, and answers it.</summary>
    public async Task<JsonObject> WaitForLoad(StoreClient store, string loadId, params string[] statuses)
    {
        JsonObject load = [];
        await Waiting.Eventually(
            async () =>
            {
                load = await store.GetLoad(loadId);
                return statuses.Contains(load.Text("status"), StringComparer.OrdinalIgnoreCase);
            },
            () => Task.FromResult($"the load never became {string.Join(" or ", statuses)}: {load}\n{Tail(Log)}"));
        return load;
    }

    /// <summary>kill -9.</summary>
    public async Task Kill()
    {
        await process!.Kill();
        earlierLogs += process.Log;
        process.Dispose();
        process = null;
    }

    /// <summary>Starts it again on the same port, database and plugins folder; ends it politely before when it still runs.</summary>
    public async Task Restart()
    {
        if (process is not null)
        {
            await CheckEscapes();
            await process.Stop();
            earlierLogs += process.Log;
            process.Dispose();
        }
        await Launch();
    }

    /// <summary>Fails unless every store of this server proves and nothing escaped the plugin.</summary>
    public async Task Check()
    {
        await CheckEscapes();
        foreach (var store in stores.Values)
        {
            var proof = await store.Proof();
            Assert.True((bool?)proof["proven"], $"the ledger of store {store.StoreId} does not prove: {proof}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (IsReal || process is { HasExited: false })
                await Check();
            else if (process is not null)
                Assert.Fail($"the server ended by itself:\n{Tail(Log)}");
        }
        finally
        {
            if (IsReal)
                await Admin.DropKey();
            Admin.Dispose();
            if (process is not null)
            {
                await process.Stop();
                process.Dispose();
            }
            if (database is not null)
                await database.DisposeAsync();
            if (folder is not null)
                Directory.Delete(folder, recursive: true);
        }
    }

    private async Task CheckEscapes()
    {
        if (IsReal)
            return;
        var escapes = (await Admin.Get("dev/escapes")).Object;
        Assert.True((int?)escapes["count"] == 0, $"an exception escaped the plugin: {escapes}\n{Tail(Log)}");
    }

    private async Task Launch()
    {
        var own = new Dictionary<string, string?>(environment ?? new Dictionary<string, string?>());
        own.TryAdd("FLASH_POSTGRES", null);
        process = await ChildProcess.Start("dotnet",
            [Repository.DevServer, "--urls", Url, "--plugins", Path.Combine(folder!, "plugins"), "--datadir", Path.Combine(folder!, "data"), "--postgres", Database.ConnectionString],
            own);
        for (var tries = 0; tries < 1200; tries++)
        {
            if (process.HasExited)
                Assert.Fail($"the server ended while starting:\n{Tail(Log)}");
            if (await Greenfield.Answers(Url))
                return;
            await Task.Delay(100);
        }
        Assert.Fail($"the server does not answer on {Url}:\n{Tail(Log)}");
    }

    // As after an upload: the package and its manifest lie in the plugins folder, the start unpacks them.
    private static void Install(string plugins)
    {
        Directory.CreateDirectory(plugins);
        File.Copy(Repository.Package, Path.Combine(plugins, Repository.Plugin + ".btcpay"));
        File.Copy(Repository.Package + ".json", Path.Combine(plugins, Repository.Plugin + ".json"));
        File.WriteAllText(Path.Combine(plugins, "commands"), $"install:{Repository.Plugin}\n");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Tail(string log) => log.Length <= 4000 ? log : log[^4000..];
}
