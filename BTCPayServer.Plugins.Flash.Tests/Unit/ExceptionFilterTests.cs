using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Taps;
using BTCPayServer.Plugins.Flash.TopUps;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.Routing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Newtonsoft.Json.Linq;

namespace BTCPayServer.Plugins.Flash.Tests.Unit;

public sealed class ExceptionFilterTests
{
    // LUD-01: wallets know an error by its status and show its reason.
    [Theory]
    [InlineData(typeof(FlashTapController), nameof(FlashTapController.Withdraw), true)]
    [InlineData(typeof(FlashTapController), nameof(FlashTapController.Callback), true)]
    [InlineData(typeof(FlashTapController), nameof(FlashTapController.Tap), false)]
    [InlineData(typeof(FlashTopUpController), nameof(FlashTopUpController.Offer), true)]
    [InlineData(typeof(FlashTopUpController), nameof(FlashTopUpController.Ask), true)]
    [InlineData(typeof(GreenfieldFlashTapsController), nameof(GreenfieldFlashTapsController.GetSettings), false)]
    public void A_failure_is_told_in_the_callers_own_way(Type controller, string action, bool wallet)
    {
        var template = ((HttpMethodAttribute)controller.GetMethod(action)!.GetCustomAttributes(typeof(HttpMethodAttribute), false).Single()).Template!.TrimStart('~', '/');
        var http = new DefaultHttpContext { RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider() };
        var context = new ExceptionContext(new ActionContext(http, new RouteData(), new ActionDescriptor { AttributeRouteInfo = new AttributeRouteInfo { Template = template } }), [])
        {
            Exception = new TimeoutException("secret")
        };
        new FlashExceptionFilterAttribute().OnException(context);
        Assert.True(context.ExceptionHandled);
        var answer = JObject.FromObject(Assert.IsType<ObjectResult>(context.Result).Value!);
        Assert.Equal((500, "internal-error"), ((context.Result as ObjectResult)!.StatusCode, (string?)answer["code"]));
        Assert.Equal(wallet ? ("ERROR", "Something went wrong. Try again.") : (null, null), ((string?)answer["status"], (string?)answer["reason"]));
        Assert.DoesNotContain("secret", answer.ToString(), StringComparison.Ordinal);
    }
}
