namespace Flash.Client;

/// <summary>
/// A Lightning wallet that is not the server's: it pays what stores ask, and asks to be paid by them. The development server plays one; for a real
/// server its owner names commands that do it with a wallet of theirs.
/// </summary>
public sealed class OutsideWallet
{
    private readonly FlashClient client;
    private readonly bool played;
    private readonly string? pay;
    private readonly string? ask;

    private OutsideWallet(FlashClient client, bool played, string? pay, string? ask) => (this.client, this.played, this.pay, this.ask) = (client, played, pay, ask);

    /// <summary>The wallet at hand for this server.</summary>
    public static async Task<OutsideWallet> For(FlashClient client, CancellationToken ct = default) =>
        new(client, await Greenfield.IsDevServer(client, ct), Named("FLASH_PAY_COMMAND"), Named("FLASH_INVOICE_COMMAND"));

    /// <summary>The wallet of a server where nothing can be played; either command may be missing.</summary>
    public static OutsideWallet OfRealServer(FlashClient client, string? pay, string? ask) => new(client, false, pay, ask);

    /// <summary>Null when it can pay and ask; otherwise what is missing, in words.</summary>
    public string? Missing => played || (pay is not null && ask is not null)
        ? null
        : $"it takes a wallet outside the server that pays and asks: {(pay is null ? "FLASH_PAY_COMMAND" : "FLASH_INVOICE_COMMAND")} is not set";

    /// <summary>Pays a Lightning invoice (BOLT 11) that names its amount.</summary>
    public async Task Pay(string bolt11, CancellationToken ct = default)
    {
        if (played)
            (await client.Post("dev/wallet/pay", new { bolt11 }, ct: ct)).Expect();
        else
            await ShellCommand.Run("FLASH_PAY_COMMAND", pay ?? throw new InvalidOperationException(Missing), [("BOLT11", bolt11)], ct);
    }

    /// <summary>A new Lightning invoice of the wallet's for this many millisatoshis: its BOLT 11.</summary>
    public async Task<string> Ask(long amountMsat, CancellationToken ct = default)
    {
        if (played)
            return (await client.Post("dev/wallet/invoice", new { amountMsat }, ct: ct)).Object.Text("bolt11");
        var msat = amountMsat.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var printed = await ShellCommand.Run("FLASH_INVOICE_COMMAND", ask ?? throw new InvalidOperationException(Missing), [("AMOUNT_MSAT", msat)], ct);
        // The invoice itself, or whatever has it in quotes as in JSON.
        return printed.Split([' ', '\t', '\r', '\n', '"', ','], StringSplitOptions.RemoveEmptyEntries)
            .FirstOrDefault(w => w.Length > 100 && w.StartsWith("ln", StringComparison.OrdinalIgnoreCase))
            ?? throw new InvalidOperationException($"FLASH_INVOICE_COMMAND printed no Lightning invoice: {printed}");
    }

    private static string? Named(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } command ? command : null;
}
