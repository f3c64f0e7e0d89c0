namespace DevServer.Hosting;

/// <summary>The configuration cannot be used; the message is for the user.</summary>
public sealed class DevServerConfigException(string message) : Exception(message);
