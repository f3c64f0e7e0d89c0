using System.Text.Json.Nodes;

namespace Flash.Client;

/// <summary>How an invoice gets paid where this runs.</summary>
public sealed class InvoicePayer
{
    private readonly FlashClient client;
    private readonly string? command;

    private InvoicePayer(FlashClient client, bool playsPayments, string? command)
    {
        this.client = client;
        this.command = command;
        PlaysPayments = playsPayments;
    }

    /// <summary>Whether every payment can be played (partial, late, over): only the development server can.</summary>
    public bool PlaysPayments { get; }

    /// <summary>How <see cref="Pay"/> pays, in words.</summary>
    public string How => PlaysPayments ? "paid on the development server" : command is null ? "marked as settled" : "paid over Lightning";

    /// <summary>The way of this server: the development server's own, else the command in FLASH_PAY_COMMAND (it finds the
    /// BOLT 11 in $BOLT11), else marking the invoice as settled.</summary>
    public static async Task<InvoicePayer> For(FlashClient client, CancellationToken ct = default) =>
        new(client, await Greenfield.IsDevServer(client, ct), Environment.GetEnvironmentVariable("FLASH_PAY_COMMAND") is { Length: > 0 } c ? c : null);

    /// <summary>The way of a server where nothing can be played: with a command, or null to mark invoices as settled.</summary>
    public static InvoicePayer OfRealServer(FlashClient client, string? command) => new(client, false, command);

    /// <summary>Pays an invoice in full.</summary>
    public async Task Pay(string storeId, string invoiceId, CancellationToken ct = default)
    {
        var invoice = $"api/v1/stores/{storeId}/invoices/{invoiceId}";
        if (PlaysPayments)
            (await client.Post($"dev/invoices/{invoiceId}/pay", new { }, ct: ct)).Expect();
        else if (command is null)
            (await client.Post($"{invoice}/status", new { status = "Settled" }, ct: ct)).Expect();
        else
            await ShellCommand.Run("FLASH_PAY_COMMAND", command, [("BOLT11", await Bolt11(invoice, ct))], ct);
    }

    private async Task<string> Bolt11(string invoice, CancellationToken ct)
    {
        var methods = (await client.Get($"{invoice}/payment-methods", ct)).List;
        var lightning = methods.OfType<JsonObject>().FirstOrDefault(m => m["paymentMethodId"]?.ToString() == "BTC-LN")
            ?? throw new InvalidOperationException("the invoice has no Lightning payment method");
        return lightning.Text("destination");
    }
}
