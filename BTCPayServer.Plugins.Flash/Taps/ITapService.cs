using BTCPayServer.Plugins.Flash.Api;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <summary>Taps of cards, by anybody who has the card at hand.</summary>
public interface ITapService
{
    /// <summary>
    /// Verifies a tap and says what the card can pay now. Refused: <c>tap-invalid</c> (whatever does not verify), <c>replayed</c>, <c>chip-inactive</c>,
    /// <c>too-many-requests</c>.
    /// </summary>
    /// <param name="reading">What was read from the card.</param>
    /// <param name="address">The asker's.</param>
    /// <param name="cancellationToken">Stops it.</param>
    Task<Result<Tap>> Read(TapReading reading, string? address, CancellationToken cancellationToken);

    /// <summary>Pays an invoice with a tap. Refused as <see cref="IOutgoingPayments.Pay"/>, and with <c>tap-unknown</c>, <c>tap-used</c>, <c>pin-required</c>, <c>pin-wrong</c>,
    /// <c>card-locked</c>, <c>card-asleep</c>, <c>too-many-requests</c>.</summary>
    /// <param name="tapCode">From the URL.</param>
    /// <param name="k1">The tap's secret.</param>
    /// <param name="bolt11">The invoice.</param>
    /// <param name="pin">The holder's PIN, where it is asked.</param>
    /// <param name="address">The asker's.</param>
    /// <param name="cancellationToken">Stops the wait, not the payment.</param>
    Task<Result<OutgoingPayment>> Pay(string? tapCode, string? k1, string? bolt11, string? pin, string? address, CancellationToken cancellationToken);
}
