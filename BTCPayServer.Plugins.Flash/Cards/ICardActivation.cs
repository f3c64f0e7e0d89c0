using Npgsql;

namespace BTCPayServer.Plugins.Flash.Cards;

/// <summary>Activation that belongs to something else: a sold card becomes active in the transaction that credits its price.</summary>
public interface ICardActivation
{
    /// <summary>Activates an issued card within the transaction; false when there is nothing to activate (active before, frozen or closed), and then nothing was changed.</summary>
    Task<bool> Activate(NpgsqlTransaction transaction, string storeId, Guid id, CancellationToken cancellationToken);
}
