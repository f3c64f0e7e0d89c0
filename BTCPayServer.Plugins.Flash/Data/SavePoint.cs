using Npgsql;

namespace BTCPayServer.Plugins.Flash.Data;

/// <summary>A part of a transaction that is undone unless it is kept.</summary>
internal sealed class SavePoint : IAsyncDisposable
{
    private readonly NpgsqlTransaction _transaction;
    private readonly string _name = "s" + Guid.NewGuid().ToString("N");
    private bool _kept;

    private SavePoint(NpgsqlTransaction transaction) => _transaction = transaction;

    /// <summary>Begins the part.</summary>
    public static async Task<SavePoint> Begin(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var point = new SavePoint(transaction);
        await transaction.SaveAsync(point._name, cancellationToken);
        return point;
    }

    /// <summary>What was done since stays.</summary>
    public void Keep() => _kept = true;

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (!_kept)
            await _transaction.RollbackAsync(_name, CancellationToken.None);
    }
}
