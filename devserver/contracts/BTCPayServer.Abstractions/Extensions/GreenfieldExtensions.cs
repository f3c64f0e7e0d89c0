using BTCPayServer.Client.Models;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace BTCPayServer.Abstractions.Extensions;

/// <summary>The shapes in which Greenfield endpoints refuse.</summary>
public static class GreenfieldExtensions
{
    public static IActionResult UserNotFound(this ControllerBase ctrl) =>
        ctrl.CreateAPIError(404, "user-not-found", "The user was not found");

    public static IActionResult CreateValidationError(this ControllerBase controller, ModelStateDictionary modelState) =>
        controller.UnprocessableEntity(modelState.ToGreenfieldValidationError());

    public static List<GreenfieldValidationError> ToGreenfieldValidationError(this ModelStateDictionary modelState) =>
        [.. modelState.SelectMany(field => field.Value!.Errors.Select(error => new GreenfieldValidationError(field.Key, error.ErrorMessage)))];

    public static IActionResult CreateAPIError(this ControllerBase controller, string errorCode, string errorMessage) =>
        controller.CreateAPIError(400, errorCode, errorMessage);

    public static IActionResult CreateAPIError(this ControllerBase controller, int httpCode, string errorCode, string errorMessage) =>
        controller.StatusCode(httpCode, new GreenfieldAPIError(errorCode, errorMessage));

    public static IActionResult CreateAPIPermissionError(this ControllerBase controller, string missingPermission, string? message = null) =>
        controller.StatusCode(403, new GreenfieldPermissionAPIError(missingPermission, message));
}
