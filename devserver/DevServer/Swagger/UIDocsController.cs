using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Abstractions.Extensions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace DevServer.Swagger;

/// <summary>The API's documentation, for people and for programs that are logged in or have a key.</summary>
[Authorize(AuthenticationSchemes = AuthenticationSchemes.Cookie + "," + AuthenticationSchemes.Greenfield)]
public sealed class UIDocsController(OpenApiDocument document) : Controller
{
    [HttpGet("~/swagger/v1/swagger.json")]
    public async Task<IActionResult> Swagger() => Json(await document.Build(Request.GetAbsoluteRoot()));

    [HttpGet("~/docs")]
    [Authorize(AuthenticationSchemes = AuthenticationSchemes.Cookie)]
    public async Task<IActionResult> Docs() => View(await document.Build(Request.GetAbsoluteRoot()));
}
