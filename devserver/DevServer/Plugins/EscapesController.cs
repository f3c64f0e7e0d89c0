using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace DevServer.Plugins;

/// <summary>DevServer's own: how many exceptions left plugin code, and how many callers hung up on it.</summary>
[ApiController]
[AllowAnonymous]
public sealed class EscapesController(EscapeCounter escapes) : ControllerBase
{
    [HttpGet("~/dev/escapes")]
    public IActionResult Get()
    {
        var (count, last, hangUps) = escapes.Read();
        return Ok(new { count, last, hangUps });
    }
}
