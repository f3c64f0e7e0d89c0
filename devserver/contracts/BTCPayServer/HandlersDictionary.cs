using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace BTCPayServer;

/// <summary>Handlers by their id.</summary>
public class HandlersDictionary<TId, THandler>(IEnumerable<THandler> handlers) : IEnumerable<THandler>
    where TId : notnull
    where THandler : IHandler<TId>
{
    private readonly Dictionary<TId, THandler> byId = handlers.ToDictionary(h => h.Id);

    /// <exception cref="KeyNotFoundException">The server has none of that id.</exception>
    public THandler this[TId index] => byId[index];

    public bool TryGetValue(TId id, [MaybeNullWhen(false)] out THandler value) => byId.TryGetValue(id, out value);

    public bool Support(TId id) => byId.ContainsKey(id);

    public IEnumerator<THandler> GetEnumerator() => byId.Values.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
