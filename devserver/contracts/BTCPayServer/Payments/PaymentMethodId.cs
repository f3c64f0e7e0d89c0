using System.Diagnostics.CodeAnalysis;

namespace BTCPayServer.Payments;

public class PaymentMethodId
{
    private readonly string id;

    public PaymentMethodId(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        this.id = id;
    }

    public static PaymentMethodId? TryParse(string? str) => TryParse(str, out var id) ? id : null;

    public static bool TryParse(string? str, [NotNullWhen(true)] out PaymentMethodId? paymentMethodId)
    {
        paymentMethodId = string.IsNullOrWhiteSpace(str) ? null : new PaymentMethodId(str.Trim());
        return paymentMethodId is not null;
    }

    public static PaymentMethodId Parse(string str) => TryParse(str) ?? throw new FormatException("Invalid PaymentMethodId");

    public override bool Equals(object? obj) => obj is PaymentMethodId other && string.Equals(id, other.id, StringComparison.OrdinalIgnoreCase);

    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(id);

    public override string ToString() => id;
}
