using BTCPayServer.Abstractions.Constants;
using DevServer.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using NicolasDorier.RateLimits;

namespace DevServer.Users;

/// <summary>Log in, log out, and register the first user.</summary>
public sealed class UIAccountController(UserRepository users) : Controller
{
    [HttpGet("~/login")]
    [AllowAnonymous]
    public async Task<IActionResult> Login(string? returnUrl, string? email, CancellationToken ct)
    {
        if (!await users.AnyAdmin(ct))
            return RedirectToAction(nameof(Register), new { returnUrl });
        ViewData["ReturnUrl"] = returnUrl;
        return View(new LoginViewModel { Email = email });
    }

    [HttpPost("~/login")]
    [AllowAnonymous]
    [RateLimitsFilter("login", Scope = RateLimitsScope.RemoteAddress)]
    public async Task<IActionResult> Login(LoginViewModel model, string? returnUrl, CancellationToken ct)
    {
        ViewData["ReturnUrl"] = returnUrl;
        var user = await users.FindByEmail(model.Email ?? "", ct);
        if (model.Method == "Password" && user is not null && users.CheckPassword(user, model.Password ?? ""))
            return await SignIn(user, returnUrl, model.RememberMe);
        ModelState.AddModelError("", "Invalid login attempt.");
        return View(model);
    }

    [HttpGet("~/register")]
    [AllowAnonymous]
    public async Task<IActionResult> Register(string? returnUrl, CancellationToken ct)
    {
        if (await users.AnyAdmin(ct))
            return RedirectToAction(nameof(Login), new { returnUrl });
        ViewData["ReturnUrl"] = returnUrl;
        return View(new RegisterViewModel());
    }

    [HttpPost("~/register")]
    [AllowAnonymous]
    public async Task<IActionResult> Register(RegisterViewModel model, string? returnUrl, CancellationToken ct)
    {
        if (await users.AnyAdmin(ct))
            return RedirectToAction(nameof(Login), new { returnUrl });
        ViewData["ReturnUrl"] = returnUrl;
        foreach (var (field, message) in Registration.Check(model.Email, model.Password))
            ModelState.AddModelError(field, message);
        if (model.Password != model.ConfirmPassword)
            ModelState.AddModelError(nameof(model.ConfirmPassword), "The password and confirmation password do not match.");
        if (!ModelState.IsValid)
            return View(model);
        if (await users.Create(model.Email!, model.Password!, null, isAdmin: true, ct) is { } user)
            return await SignIn(user, returnUrl, persistent: false);
        ModelState.AddModelError(nameof(model.Email), "This address is taken.");
        return View(model);
    }

    [HttpGet("~/logout")]
    public async Task<IActionResult> Logout()
    {
        await HttpContext.SignOutAsync(AuthenticationSchemes.Cookie);
        return RedirectToAction(nameof(Login));
    }

    private async Task<IActionResult> SignIn(User user, string? returnUrl, bool persistent)
    {
        await HttpContext.SignInAsync(AuthenticationSchemes.Cookie, CookieEvents.Principal(user), new AuthenticationProperties { IsPersistent = persistent });
        return Url.IsLocalUrl(returnUrl) ? Redirect(returnUrl) : Redirect("~/");
    }
}
