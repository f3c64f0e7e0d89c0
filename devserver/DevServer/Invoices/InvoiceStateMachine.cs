using BTCPayServer.Client.Models;
using BTCPayServer.Data;
using BTCPayServer.Events;
using BTCPayServer.Services.Invoices;

namespace DevServer.Invoices;

/// <summary>How the server's watcher moves an invoice on from its payments and the time.</summary>
internal static class InvoiceStateMachine
{
    /// <summary>Changes the entity and tells what to publish, in order. The events carry the entity as it is at the end.</summary>
    public static List<InvoiceEvent> Advance(InvoiceEntity invoice, DateTimeOffset now)
    {
        var events = new List<InvoiceEvent>();
        if (invoice.Status is InvoiceStatus.New && invoice.ExpirationTime <= now)
            Expire(invoice, events);
        if (invoice.Status is InvoiceStatus.New or InvoiceStatus.Expired)
            Receive(invoice, events);
        if (invoice.Status is InvoiceStatus.Processing)
            FollowLostPayments(invoice);
        if (invoice.Status is InvoiceStatus.Processing)
            Confirm(invoice, now, events);
        return events;
    }

    private static void Expire(InvoiceEntity invoice, List<InvoiceEvent> events)
    {
        var partial = invoice.ExceptionStatus is InvoiceExceptionStatus.PaidPartial;
        invoice.Status = InvoiceStatus.Expired;
        events.Add(new InvoiceEvent(invoice, InvoiceEvent.Expired) { PaidPartial = partial });
        if (partial)
            events.Add(new InvoiceEvent(invoice, InvoiceEvent.ExpiredPaidPartial) { PaidPartial = true });
    }

    private static void Receive(InvoiceEntity invoice, List<InvoiceEvent> events)
    {
        var payments = invoice.GetPayments(true);
        var paid = invoice.IsUnsetTopUp() ? payments.Count > 0 : !invoice.IsUnderPaid;
        switch (invoice.Status)
        {
            case InvoiceStatus.New when paid:
                events.Add(new InvoiceEvent(invoice, InvoiceEvent.PaidInFull));
                invoice.Status = InvoiceStatus.Processing;
                if (invoice.IsUnsetTopUp())
                {
                    // A top-up costs what its first payment brings.
                    invoice.Price = payments[0].InvoicePaidAmount.Net;
                    invoice.UpdateTotals();
                    invoice.ExceptionStatus = InvoiceExceptionStatus.None;
                }
                else
                {
                    invoice.ExceptionStatus = invoice.IsOverPaid ? InvoiceExceptionStatus.PaidOver : InvoiceExceptionStatus.None;
                }
                break;
            case InvoiceStatus.Expired when paid && invoice.ExceptionStatus is not InvoiceExceptionStatus.PaidLate:
                invoice.ExceptionStatus = InvoiceExceptionStatus.PaidLate;
                events.Add(new InvoiceEvent(invoice, InvoiceEvent.PaidAfterExpiration));
                break;
        }
        if (payments.Count > 0 && invoice.IsUnderPaid)
            invoice.ExceptionStatus = InvoiceExceptionStatus.PaidPartial;
    }

    /// <summary>A chain payment that was replaced takes the invoice back.</summary>
    private static void FollowLostPayments(InvoiceEntity invoice)
    {
        if (!invoice.IsUnderPaid)
        {
            if (invoice.IsOverPaid)
                invoice.ExceptionStatus = InvoiceExceptionStatus.PaidOver;
            else if (invoice.ExceptionStatus is InvoiceExceptionStatus.PaidOver)
                invoice.ExceptionStatus = InvoiceExceptionStatus.None;
            return;
        }
        invoice.Status = InvoiceStatus.New;
        invoice.ExceptionStatus = invoice.GetPayments(true).Count > 0 ? InvoiceExceptionStatus.PaidPartial : InvoiceExceptionStatus.None;
    }

    private static void Confirm(InvoiceEntity invoice, DateTimeOffset now, List<InvoiceEvent> events)
    {
        var unconfirmed = invoice.GetPayments(false).Where(p => p.Status is PaymentStatus.Processing).Sum(p => p.InvoicePaidAmount.Net);
        if (invoice.MinimumNetDue + unconfirmed <= 0m)
        {
            invoice.Status = InvoiceStatus.Settled;
            events.Add(new InvoiceEvent(invoice, InvoiceEvent.Confirmed));
            events.Add(new InvoiceEvent(invoice, InvoiceEvent.Completed));
        }
        else if (invoice.MonitoringExpiration < now)
        {
            invoice.Status = InvoiceStatus.Invalid;
            events.Add(new InvoiceEvent(invoice, InvoiceEvent.FailedToConfirm));
        }
    }
}
