using BTCPayServer.Plugins.Flash.Programmes;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace BTCPayServer.Plugins.Flash.Tills;

/// <summary>The page of the store's tills, with the form that makes one. Amounts as they were typed.</summary>
public sealed class TillsPageModel
{
    /// <summary>As the store calls it.</summary>
    public string? Name { get; set; }
    /// <summary>The most that one charge may take.</summary>
    public string? ChargeLimit { get; set; }
    /// <summary>The most that it may charge in a day.</summary>
    public string? DayLimit { get; set; }
    /// <summary>The store's programme; null when it has not set Flash up.</summary>
    [BindNever]
    public Programme? Programme { get; set; }
    /// <summary>All tills, newest first.</summary>
    [BindNever]
    public IReadOnlyList<Till> Tills { get; set; } = [];
    /// <summary>Whether the form was just refused.</summary>
    [BindNever]
    public bool Refused { get; set; }
}

/// <summary>The page that changes a till. Amounts as they were typed.</summary>
public sealed class TillPageModel
{
    /// <summary>As the store calls it.</summary>
    public string? Name { get; set; }
    /// <summary>The most that one charge may take.</summary>
    public string? ChargeLimit { get; set; }
    /// <summary>The most that it may charge in a day.</summary>
    public string? DayLimit { get; set; }
    /// <summary>The till as it is.</summary>
    [BindNever]
    public Till? Till { get; set; }
}

/// <summary>A till with the code that pairs a device to it, shown this once.</summary>
/// <param name="Pairing">The till and its code.</param>
/// <param name="Payload">What the QR code says.</param>
public sealed record PairingPageModel(TillPairing Pairing, string Payload);
