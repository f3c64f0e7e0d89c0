using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Abstractions.Models;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Newtonsoft.Json;

namespace BTCPayServer.Abstractions.Extensions;

public static class SetStatusMessageModelExtensions
{
    private const string Key = "StatusMessageModel";

    public static void SetStatusSuccess(this ITempDataDictionary tempData, string statusMessage) =>
        tempData.SetStatusMessageModel(new StatusMessageModel { Severity = StatusMessageModel.StatusSeverity.Success, Message = statusMessage });

    public static void SetStatusMessageModel(this ITempDataDictionary tempData, StatusMessageModel? statusMessage)
    {
        if (statusMessage is null)
            tempData.Remove(Key);
        else
            tempData[Key] = JsonConvert.SerializeObject(statusMessage);
    }

    public static StatusMessageModel? GetStatusMessageModel(this ITempDataDictionary tempData)
    {
        if (tempData[WellKnownTempData.SuccessMessage] is string success)
            return new StatusMessageModel { Message = success, Severity = StatusMessageModel.StatusSeverity.Success };
        if (tempData[WellKnownTempData.ErrorMessage] is string error)
            return new StatusMessageModel { Message = error, Severity = StatusMessageModel.StatusSeverity.Error };
        return tempData[Key] is string json ? JsonConvert.DeserializeObject<StatusMessageModel>(json) : null;
    }

    public static bool HasStatusMessage(this ITempDataDictionary tempData) =>
        new[] { WellKnownTempData.SuccessMessage, WellKnownTempData.ErrorMessage, Key }.Any(key => tempData.Peek(key) is not null);
}
