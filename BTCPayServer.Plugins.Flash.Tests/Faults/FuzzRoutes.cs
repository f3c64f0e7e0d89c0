using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Routing;

namespace BTCPayServer.Plugins.Flash.Tests.Faults;

/// <summary>What an anonymous route promises to answer, whatever it is asked.</summary>
internal enum FuzzPromise
{
    /// <summary>JSON.</summary>
    Json,
    /// <summary>An LNURL: HTTP 200 and a JSON object, <c>status: ERROR</c> when it refuses.</summary>
    Lnurl,
    /// <summary>A page for people.</summary>
    Page
}

/// <summary>A route that anybody may call, and the names that it reads.</summary>
/// <param name="Name">Method and template.</param>
/// <param name="Promise">The shape of its answers.</param>
/// <param name="Query">Names in its query.</param>
/// <param name="Fields">Names in its body.</param>
internal sealed record FuzzRoute(string Name, FuzzPromise Promise, string[] Query, string[] Fields)
{
    public HttpMethod Method { get; } = new(Name[..Name.IndexOf(' ', StringComparison.Ordinal)]);

    public string Template { get; } = Name[(Name.IndexOf(' ', StringComparison.Ordinal) + 1)..];

    /// <summary>The template's one parameter, or null.</summary>
    public string? Parameter { get; } = Name.Contains('{', StringComparison.Ordinal) ? Name[Name.IndexOf('{', StringComparison.Ordinal)..(Name.IndexOf('}', StringComparison.Ordinal) + 1)] : null;

    public override string ToString() => Name;

    /// <summary>All that are fuzzed.</summary>
    public static readonly FuzzRoute[] All =
    [
        new("POST api/v1/flash/till/pair", FuzzPromise.Json, [], ["code"]),
        new("GET flash/t/{tapCode}", FuzzPromise.Lnurl, ["p", "c", "t"], []),
        new("GET flash/t/{tapCode}/page", FuzzPromise.Page, ["p", "c", "t", "lang"], []),
        new("GET flash/t/{tapCode}/cb", FuzzPromise.Lnurl, ["k1", "pr", "pin"], []),
        new("POST api/v1/flash/tap", FuzzPromise.Json, [], ["url", "tapCode", "p", "c", "token"]),
        new("POST api/v1/flash/tap/pay", FuzzPromise.Json, [], ["tapCode", "k1", "invoice", "pin"]),
        new("GET flash/program/{secret}", FuzzPromise.Json, [], []),
        new("POST flash/program/{secret}", FuzzPromise.Json, [], ["UID", "LNURLW"]),
        new("GET flash/p/{token}", FuzzPromise.Lnurl, [], []),
        new("GET flash/p/{token}/cb", FuzzPromise.Lnurl, ["amount", "comment"], []),
        new("GET flash/h/{token}", FuzzPromise.Page, ["lang", "before"], []),
        new("POST flash/h/{token}/freeze", FuzzPromise.Page, ["lang"], ["secret"]),
    ];

    /// <summary>Every action of the plugin that nothing keeps anybody from calling.</summary>
    public static IEnumerable<string> Anonymous() =>
        from controller in typeof(FlashPlugin).Assembly.GetTypes()
        where controller.IsAssignableTo(typeof(ControllerBase)) && !controller.IsAbstract
        from action in controller.GetMethods(BindingFlags.Public | BindingFlags.Instance)
        let routes = action.GetCustomAttributes(true).OfType<IRouteTemplateProvider>().Where(r => r is not RouteAttribute).ToArray()
        where routes.Length > 0
        let attributes = action.GetCustomAttributes(true).Concat(controller.GetCustomAttributes(true)).ToArray()
        where attributes.OfType<IAllowAnonymous>().Any() || !attributes.OfType<IAuthorizeData>().Any()
        from route in routes
        from method in route is IActionHttpMethodProvider { HttpMethods: var methods } ? methods : ["ANY"]
        select $"{method} {Whole(controller.GetCustomAttributes<RouteAttribute>(true).FirstOrDefault()?.Template, route.Template)}";

    private static string Whole(string? ofController, string? ofAction) =>
        (ofAction is null ? ofController! : ofController is null || ofAction.StartsWith('~') || ofAction.StartsWith('/') ? ofAction : $"{ofController}/{ofAction}").TrimStart('~', '/');
}
