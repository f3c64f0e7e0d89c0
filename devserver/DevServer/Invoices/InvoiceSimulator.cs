using System.Globalization;
using System.Security.Cryptography;
using BTCPayServer.Data;
using BTCPayServer.Events;
using BTCPayServer.Services.Invoices;
using DevServer.Lightning;

namespace DevServer.Invoices;

/// <summary>Plays customer, Lightning node, chain and clock for invoices. One step at a time, so that it can be repeated.</summary>
public sealed class InvoiceSimulator(DevInvoiceRepository invoices, InvoiceEvents events, LightningInvoices lightning, TimeProvider time)
{
    private readonly SemaphoreSlim gate = new(1, 1);

    /// <summary>Pays an invoice: at once over Lightning, or with an unconfirmed chain payment.</summary>
    /// <param name="amount">Net, in the invoice's currency; what is due when null.</param>
    /// <param name="fee">Network fee on top, in the invoice's currency; never the merchant's money.</param>
    public Task<Outcome> Pay(string id, decimal? amount, bool confirmed, decimal fee = 0m) => Change(id, async (invoice, step) =>
    {
        var net = amount ?? Math.Max(invoice.NetDue, 0m);
        if (net <= 0m || fee < 0m)
            return amount is null ? "Nothing is due: say an amount" : "The amount must be above zero";
        var payment = new PaymentRow
        {
            Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)),
            InvoiceId = id,
            Received = time.GetUtcNow().UtcDateTime,
            Status = (confirmed ? PaymentStatus.Settled : PaymentStatus.Processing).ToString(),
            Method = confirmed ? PaymentMethods.Lightning : PaymentMethods.Chain,
            Destination = PaymentMethods.Destination(confirmed ? PaymentMethods.Lightning : PaymentMethods.Chain, invoice),
            Value = InvoiceEntity.RoundUpToSatoshi((net + fee) / invoice.BitcoinRate),
            Fee = fee / invoice.BitcoinRate,
        };
        if (confirmed)
            await lightning.MarkPlayed(id, (long)(payment.Value * 100_000_000_000m));
        await Add(id, payment, step);
        return null;
    });

    /// <summary>A Lightning payment has arrived.</summary>
    public Task<Outcome> Receive(string id, long msat, string paymentHash) => Change(id, async (invoice, step) =>
    {
        var payment = new PaymentRow
        {
            Id = paymentHash,
            InvoiceId = id,
            Received = time.GetUtcNow().UtcDateTime,
            Status = nameof(PaymentStatus.Settled),
            Method = PaymentMethods.Lightning,
            Destination = PaymentMethods.Destination(PaymentMethods.Lightning, invoice),
            Value = msat / 100_000_000_000m,
        };
        await Add(id, payment, step);
        return null;
    });

    /// <summary>A block: every unconfirmed payment is confirmed.</summary>
    public Task<Outcome> Confirm(string id) => Change(id, async (invoice, step) =>
    {
        var unconfirmed = invoice.GetPayments(false).Where(p => p.Status is PaymentStatus.Processing).ToArray();
        if (unconfirmed.Length == 0)
            return "No payment waits for confirmation";
        foreach (var payment in unconfirmed)
            await invoices.SetPaymentStatus(payment.Id, PaymentStatus.Settled);
        // The real server publishes the entity that it had read before: without the settled payment.
        foreach (var payment in unconfirmed)
            step.Publish(invoice, InvoiceEvent.PaymentSettled, payment);
        return null;
    });

    /// <summary>Every unconfirmed payment was replaced by a transaction that pays somebody else.</summary>
    public Task<Outcome> Replace(string id) => Change(id, async (invoice, _) =>
    {
        foreach (var payment in invoice.GetPayments(false).Where(p => p.Status is PaymentStatus.Processing))
            await invoices.SetPaymentStatus(payment.Id, PaymentStatus.Unaccounted);
        return null;
    });

    /// <summary>The time to pay is over now.</summary>
    public Task<Outcome> Expire(string id) => Change(id, async (invoice, _) =>
    {
        if (invoice.Status is not BTCPayServer.Client.Models.InvoiceStatus.New)
            return $"The invoice is {invoice.Status}, not New";
        invoice.ExpirationTime = time.GetUtcNow();
        await invoices.Save(invoice);
        return null;
    });

    /// <summary>The server stops waiting for confirmations now.</summary>
    public Task<Outcome> StopMonitoring(string id) => Change(id, async (invoice, _) =>
    {
        invoice.MonitoringExpiration = time.GetUtcNow().AddSeconds(-1);
        await invoices.Save(invoice);
        return null;
    });

    /// <summary>Looks at the invoice as the watcher does, without anything new.</summary>
    public Task<Outcome> Watch(string id) => Change(id, (_, _) => Task.FromResult<string?>(null));

    private async Task<Outcome> Change(string id, Func<InvoiceEntity, InvoiceEvents.Step, Task<string?>> change)
    {
        await gate.WaitAsync();
        try
        {
            using var step = events.Begin();
            if (await invoices.GetInvoice(id) is not { } invoice)
                return new Outcome(null, null);
            if (await change(invoice, step) is { } problem)
                return new Outcome(invoice, problem);
            return new Outcome(await Advance(id, step), null);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task Add(string id, PaymentRow payment, InvoiceEvents.Step step)
    {
        await invoices.AddPayment(payment);
        var paid = (await invoices.GetInvoice(id))!;
        var entity = paid.GetPayments(false).Single(p => p.Id == payment.Id);
        if (payment.Method == PaymentMethods.Lightning)
            step.Publish(paid, InvoiceEvent.PaymentSettled, entity);
        step.Publish(paid, InvoiceEvent.ReceivedPayment, entity);
    }

    private async Task<InvoiceEntity> Advance(string id, InvoiceEvents.Step step)
    {
        while (true)
        {
            var invoice = (await invoices.GetInvoice(id))!;
            var before = (invoice.GetInvoiceState(), invoice.Price);
            var happened = InvoiceStateMachine.Advance(invoice, time.GetUtcNow());
            if (before == (invoice.GetInvoiceState(), invoice.Price))
                return invoice;
            await invoices.Save(invoice);
            step.Publish(new InvoiceDataChangedEvent(invoice));
            happened.ForEach(step.Publish);
        }
    }

    /// <summary>The invoice afterwards (null: none of that id), and why nothing was done, if so.</summary>
    public sealed record Outcome(InvoiceEntity? Invoice, string? Problem)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Invoice?.Id}: {Problem ?? Invoice?.GetInvoiceState().ToString()}");
    }
}
