namespace BTCPayServer.Plugins.Flash.Ledger;

/// <summary>Which requests of one store may go to the ledger together: with different keys and parents, on one day, not too many, and huge amounts alone.</summary>
internal sealed class LedgerBatch
{
    /// <summary>The most transfers in one statement.</summary>
    private const int MaxTransfers = 512;
    /// <summary>Amounts from here on travel alone, so that sums within a batch stay far from 2^63.</summary>
    private const long Huge = 1L << 50;

    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private HashSet<Guid>? _parents;
    private int? _day;
    private int _transfers;
    private bool _full;

    /// <summary>Whether a request may come too; if so it counts as in.</summary>
    public bool Joins(TransferRequest request)
    {
        if (_full)
            return false;
        foreach (var transfer in request.Transfers)
            if (transfer.Amount >= Huge)
            {
                // Whoever waits for an empty batch is the first of the next one.
                _full = true;
                return _transfers == 0;
            }
        foreach (var transfer in request.Transfers)
            if ((transfer.Parent is { } parent && _parents?.Contains(parent) == true) || (transfer.Period is { } day && day != (_day ?? day)))
                return false;
        if (!_keys.Add(request.Key))
            return false;
        foreach (var transfer in request.Transfers)
        {
            _day ??= transfer.Period;
            if (transfer.Parent is { } parent)
                (_parents ??= []).Add(parent);
        }
        _transfers += request.Transfers.Count;
        _full = _transfers >= MaxTransfers;
        return true;
    }
}
