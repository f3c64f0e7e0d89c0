namespace DevServer.Stores;

public sealed class CreateStoreViewModel
{
    public string? Name { get; set; }

    public string? DefaultCurrency { get; set; } = "USD";
}
