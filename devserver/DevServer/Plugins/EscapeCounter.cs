namespace DevServer.Plugins;

/// <summary>Counts the exceptions that left plugin code in a request since the server started.</summary>
public sealed class EscapeCounter
{
    private readonly Lock gate = new();
    private (int Count, string? Last) state;

    public (int Count, string? Last) Read()
    {
        lock (gate)
            return state;
    }

    public void Add(string what)
    {
        lock (gate)
            state = (state.Count + 1, what);
    }
}
