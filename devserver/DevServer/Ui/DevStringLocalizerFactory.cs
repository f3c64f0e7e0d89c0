using Microsoft.Extensions.Localization;

namespace DevServer.Ui;

/// <summary>One localizer for all.</summary>
public sealed class DevStringLocalizerFactory(DevStringLocalizer localizer) : IStringLocalizerFactory
{
    public IStringLocalizer Create(Type resourceSource) => localizer;

    public IStringLocalizer Create(string baseName, string location) => localizer;
}
