using BTCPayServer;
using BTCPayServer.Events;
using BTCPayServer.Services.Invoices;

namespace DevServer.Invoices;

/// <summary>How invoice events reach their subscribers.</summary>
public enum InvoiceEventMode
{
    /// <summary>Each once, in order.</summary>
    Normal,

    /// <summary>Not at all.</summary>
    Drop,

    /// <summary>Each twice.</summary>
    Duplicate,

    /// <summary>Those of one step together, last first.</summary>
    Reverse,
}

/// <summary>Publishes invoice events, faithfully or, for tests, not; remembers the last ones.</summary>
public sealed class InvoiceEvents(EventAggregator eventAggregator)
{
    private const int Remembered = 1000;
    private readonly EventAggregator aggregator = eventAggregator;
    private readonly Lock gate = new();
    private readonly Queue<Seen> seen = new();

    public InvoiceEventMode Mode { get; set; }

    public Seen[] Last
    {
        get
        {
            lock (gate)
                return [.. seen];
        }
    }

    /// <summary>One step of an invoice; what it publishes belongs together.</summary>
    public Step Begin() => new(this);

    private void Remember(object evt)
    {
        if (evt is not InvoiceEvent e)
            return;
        lock (gate)
        {
            seen.Enqueue(new Seen(DateTimeOffset.UtcNow, e.Name, e.InvoiceId, e.Invoice.GetInvoiceState().ToString(), e.Invoice.PaidAmount.Net, e.Invoice.NetSettled));
            if (seen.Count > Remembered)
                seen.Dequeue();
        }
    }

    /// <summary>An event as it was published (or dropped): amounts are those of the entity that it carried.</summary>
    public sealed record Seen(DateTimeOffset At, string Name, string InvoiceId, string State, decimal PaidNet, decimal NetSettled);

    public sealed class Step(InvoiceEvents owner) : IDisposable
    {
        private readonly List<object> held = [];

        public void Publish(object evt)
        {
            owner.Remember(evt);
            switch (owner.Mode)
            {
                case InvoiceEventMode.Drop:
                    break;
                case InvoiceEventMode.Reverse:
                    held.Add(evt);
                    break;
                case InvoiceEventMode.Duplicate:
                    Send(evt);
                    Send(evt);
                    break;
                default:
                    Send(evt);
                    break;
            }
        }

        public void Publish(InvoiceEntity invoice, string name, PaymentEntity? payment = null) =>
            Publish(new InvoiceEvent(invoice, name) { Payment = payment });

        public void Dispose()
        {
            held.Reverse();
            held.ForEach(Send);
            held.Clear();
        }

        private void Send(object evt) => owner.aggregator.Publish(evt, evt.GetType());
    }
}
