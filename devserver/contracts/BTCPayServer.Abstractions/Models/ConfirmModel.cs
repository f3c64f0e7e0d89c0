namespace BTCPayServer.Abstractions.Models;

/// <summary>What the partial <c>_Confirm</c> asks before something that cannot be undone.</summary>
public class ConfirmModel
{
    public ConfirmModel()
    {
    }

    public ConfirmModel(string title, string desc, string? action = null, string buttonClass = "btn-danger", string? actionName = null, string? controllerName = null)
    {
        Title = title;
        Description = desc;
        DescriptionHtml = desc.Contains("<strong>", StringComparison.OrdinalIgnoreCase);
        Action = action!;
        ButtonClass = buttonClass;
        ActionName = actionName!;
        ControllerName = controllerName!;
    }

    public bool GenerateForm { get; set; } = true;

    public bool? Antiforgery { get; set; }

    public string Title { get; set; }

    public string Description { get; set; }

    public bool DescriptionHtml { get; set; }

    public string Action { get; set; }

    public string ActionName { get; set; }

    public object ActionValues { get; set; }

    public string ControllerName { get; set; }

    public string ButtonClass { get; set; } = "btn-danger";
}
