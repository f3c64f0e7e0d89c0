using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace BTCPayServer.Logging;

/// <summary>The server's three loggers; silent until configured.</summary>
public class Logs
{
    public Logs() => Configure(NullLoggerFactory.Instance);

    public ILogger Configuration { get; set; }

    public ILogger PayServer { get; set; }

    public ILogger Events { get; set; }

    public void Configure(ILoggerFactory? factory)
    {
        factory ??= NullLoggerFactory.Instance;
        Configuration = factory.CreateLogger("Configuration");
        PayServer = factory.CreateLogger("PayServer");
        Events = factory.CreateLogger("Events");
    }
}
