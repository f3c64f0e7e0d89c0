namespace BTCPayServer.Plugins.Flash.Tests.Support;

/// <summary>For what comes in its own time.</summary>
internal static class Waiting
{
    /// <summary>Looks ten times a second until it is so, and fails with what <paramref name="otherwise"/> says when it is not so after a minute or more.</summary>
    public static async Task Eventually(Func<Task<bool>> condition, Func<Task<string>> otherwise)
    {
        for (var tries = 0; tries < 600; tries++)
        {
            if (await condition())
                return;
            await Task.Delay(100);
        }
        Assert.Fail(await otherwise());
    }

    /// <summary>Waits until so many of them have ended, however they did: a moment in the middle of work that does not depend on how fast the machine is.</summary>
    public static async Task Ended(int count, IEnumerable<Task> tasks)
    {
        await foreach (var _ in Task.WhenEach(tasks))
            if (--count <= 0)
                return;
    }

    /// <inheritdoc cref="Eventually(Func{Task{bool}}, Func{Task{string}})"/>
    public static Task Eventually(Func<Task<bool>> condition, string otherwise) => Eventually(condition, () => Task.FromResult(otherwise));
}
