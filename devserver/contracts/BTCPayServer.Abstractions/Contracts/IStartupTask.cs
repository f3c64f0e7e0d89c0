namespace BTCPayServer.Abstractions.Contracts;

/// <summary>Runs once before any hosted service; a throw disables the plugin that it came from and stops the server.</summary>
public interface IStartupTask
{
    Task ExecuteAsync(CancellationToken cancellationToken = default);
}
