using System.Diagnostics;
using BTCPayServer.Plugins.Flash.Tests.Support;
using Npgsql;

namespace BTCPayServer.Plugins.Flash.Tests.Faults;

/// <summary>./flash leaves nothing running, however it ends.</summary>
public class ScriptTests
{
    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    [InlineData("KILL")]
    public async Task Its_PostgreSQL_ends_with_the_script(string signal)
    {
        var ready = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var script = await ChildProcess.Start(Repository.PathOf("flash"), ["postgres"], onLine: line => ready.TrySetResult(line));
        var connectionString = await ready.Task.WaitAsync(TimeSpan.FromMinutes(1)) + ";Pooling=false;Timeout=3";
        Assert.True(await Answers(connectionString), script.Log);

        using (var kill = Process.Start("kill", [$"-{signal}", script.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        Assert.NotEqual(0, await script.WaitForExit());
        await Waiting.Eventually(async () => !await Answers(connectionString), "PostgreSQL outlives the script");
    }

    [Fact]
    public async Task It_runs_in_a_folder_of_any_name()
    {
        using var folder = new Folder("fl, a\"s' h é");
        using var script = await folder.Postgres();
        Assert.True(await Answers(folder.Connection + ";Pooling=false;Timeout=3"), script.Log);
        await folder.End(script);
    }

    [Fact]
    public async Task It_leaves_alone_what_another_one_is_just_making()
    {
        using var folder = new Folder("flash");
        var making = folder.Make($"test.{Environment.ProcessId}.new");
        var left = folder.Make("test.999999999.new");
        using var script = await folder.Postgres();
        Assert.True(Directory.Exists(making));
        Assert.False(Directory.Exists(left));
        await folder.End(script);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("bench")]
    public async Task What_it_does_not_know_is_an_error(string command)
    {
        using var script = await ChildProcess.Start(Repository.PathOf("flash"), [command]);
        Assert.NotEqual(0, await script.WaitForExit());
        Assert.StartsWith("flash: ", script.Log);
    }

    /// <summary>A copy of the script in a folder of its own, which the user postgres can reach.</summary>
    private sealed class Folder : IDisposable
    {
        private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory("flash-script-");
        private readonly string _path;

        public Folder(string name)
        {
            if (!OperatingSystem.IsWindows())
                _parent.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
            _path = Path.Combine(_parent.FullName, name);
            Directory.CreateDirectory(Path.Combine(_path, ".flash"));
            foreach (var file in (string[])["flash", "plugin.json"])
                File.Copy(Repository.PathOf(file), Path.Combine(_path, file));
        }

        public string Connection { get; private set; } = "";

        /// <summary>A cluster as initdb leaves it while it is not done.</summary>
        public string Make(string name)
        {
            var cluster = Path.Combine(_path, ".flash", name);
            Directory.CreateDirectory(cluster);
            File.WriteAllText(Path.Combine(cluster, "PG_VERSION"), "15\n");
            return cluster;
        }

        public async Task<ChildProcess> Postgres()
        {
            var ready = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            var script = await ChildProcess.Start(Path.Combine(_path, "flash"), ["postgres"], onLine: line => ready.TrySetResult(line));
            Connection = await ready.Task.WaitAsync(TimeSpan.FromMinutes(1));
            return script;
        }

        public async Task End(ChildProcess script)
        {
            using var kill = Process.Start("kill", ["-TERM", script.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
            await script.WaitForExit();
        }

        public void Dispose() => _parent.Delete(true);
    }

    private static async Task<bool> Answers(string connectionString)
    {
        try
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync();
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
