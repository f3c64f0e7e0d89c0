using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Programmes;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <inheritdoc cref="ITapSettings"/>
internal sealed class TapSettingsService(TapSettingsRepository settings, IProgrammes programmes) : ITapSettings
{
    public async Task<Result<TapSettings>> Find(string storeId, CancellationToken cancellationToken) =>
        await programmes.Find(storeId, cancellationToken) is null ? TapRefusals.ProgrammeNotFound : await settings.Find(storeId, cancellationToken);

    public async Task<bool> ShowBalance(string storeId, CancellationToken cancellationToken) => (await settings.Find(storeId, cancellationToken)).ShowBalance;

    public async Task<Result<TapSettings>> Set(string storeId, bool? showBalance, int? feeBasisPoints, int? feeMinimumSats, CancellationToken cancellationToken)
    {
        if (await programmes.Find(storeId, cancellationToken) is null)
            return TapRefusals.ProgrammeNotFound;
        if (feeBasisPoints is < 0 or > 1000)
            return Refusal.Invalid("feeBasisPoints", "0 to 1000.");
        if (feeMinimumSats is < 1 or > 1000)
            return Refusal.Invalid("feeMinimumSats", "1 to 1000.");
        var usual = new TapSettings();
        var rules = new TapSettings
        {
            ShowBalance = showBalance ?? usual.ShowBalance,
            FeeBasisPoints = feeBasisPoints ?? usual.FeeBasisPoints,
            FeeMinimumMsat = feeMinimumSats * 1000L ?? usual.FeeMinimumMsat
        };
        await settings.Set(storeId, rules, cancellationToken);
        return rules;
    }
}
