namespace DevServer.Plugins;

/// <summary>Counts the exceptions that left plugin code in a request since the server started, and the callers who were gone before their answer.</summary>
public sealed class EscapeCounter
{
    private readonly Lock gate = new();
    private (int Count, string? Last, int HangUps) state;

    public (int Count, string? Last, int HangUps) Read()
    {
        lock (gate)
            return state;
    }

    public void Add(string what)
    {
        lock (gate)
            state = state with { Count = state.Count + 1, Last = what };
    }

    public void HungUp()
    {
        lock (gate)
            state.HangUps++;
    }
}
