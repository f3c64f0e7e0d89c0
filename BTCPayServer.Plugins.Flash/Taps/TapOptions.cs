using System.Globalization;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <summary>What the server's operator decides about payments.</summary>
/// <param name="SendTimeout">How long a node may try to pay before the wallet is answered that it is on its way; at most <see cref="Longest"/>.</param>
internal sealed record TapOptions(TimeSpan SendTimeout)
{
    /// <summary>The most, and what counts unless the operator says otherwise. A wallet waits for our answer meanwhile.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(25);

    /// <summary>From the environment variable <c>FLASH_SEND_TIMEOUT</c>: whole seconds from 1 to 25. Anything else means 25.</summary>
    public static TapOptions Read(string? seconds) =>
        int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var asked) && asked >= 1 && asked <= Longest.TotalSeconds
            ? new TapOptions(TimeSpan.FromSeconds(asked))
            : new TapOptions(Longest);
}
