using BTCPayServer.Plugins.Flash.Api;

namespace BTCPayServer.Plugins.Flash.Programmes;

/// <summary>Sets a store's programme up and changes it.</summary>
public interface IProgrammeService : IProgrammes
{
    /// <summary>
    /// Replaces the whole programme. New limits hold for every charge that starts after this returned, on all cards without limits of their own.
    /// Fees and loads already asked for keep the terms they were asked under.
    /// </summary>
    /// <param name="storeId">Whose.</param>
    /// <param name="settings">All of it: what is absent falls back to its default.</param>
    /// <param name="serverUrl">This server's public address as the request came in by.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The programme; 422 with the field at fault; 409 <c>asset-in-use</c> when there are cards and the asset differs.</returns>
    Task<Result<Programme>> Set(string storeId, ProgrammeSettings settings, string serverUrl, CancellationToken cancellationToken);
}
