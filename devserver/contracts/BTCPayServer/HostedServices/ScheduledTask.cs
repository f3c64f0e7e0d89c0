namespace BTCPayServer.HostedServices;

public class ScheduledTask(Type periodicTypeTask, TimeSpan every)
{
    public Type PeriodicTaskType { get; set; } = periodicTypeTask;

    public TimeSpan Every { get; set; } = every;
}
