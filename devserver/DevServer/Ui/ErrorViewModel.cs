namespace DevServer.Ui;

public sealed record ErrorViewModel(int StatusCode, string? MissingPermission);
