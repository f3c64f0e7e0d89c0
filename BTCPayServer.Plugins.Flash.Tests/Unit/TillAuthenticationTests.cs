using System.Text.Encodings.Web;
using BTCPayServer.Plugins.Flash.Tills;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Moq;
using Newtonsoft.Json.Linq;
using NicolasDorier.RateLimits;

namespace BTCPayServer.Plugins.Flash.Tests.Unit;

/// <summary>The tills' way in, where no controller's filter would catch a fault.</summary>
public sealed class TillAuthenticationTests
{
    private readonly Mock<ITillService> tills = new();
    private readonly DefaultHttpContext http = new();

    public TillAuthenticationTests() => http.Response.Body = new MemoryStream();

    // What escaped here would make the server disable the plugin and stop.
    [Fact]
    public async Task A_database_that_does_not_answer_is_told_and_escapes_nowhere()
    {
        tills.Setup(t => t.Authenticate(It.IsAny<string>(), It.IsAny<CancellationToken>())).ThrowsAsync(new Npgsql.NpgsqlException("down", new TimeoutException()));
        var handler = await Handler("Till flt_x");
        Assert.False((await handler.AuthenticateAsync()).Succeeded);
        await handler.ChallengeAsync(new AuthenticationProperties());
        Assert.Equal((503, "unavailable"), (http.Response.StatusCode, (string?)Body()["code"]));
    }

    [Fact]
    public async Task A_till_comes_in_with_its_store()
    {
        var id = Guid.NewGuid();
        tills.Setup(t => t.Authenticate("flt_x", It.IsAny<CancellationToken>())).ReturnsAsync(new TillIdentity("s", id, "Bar"));
        var result = await (await Handler("bearer flt_x")).AuthenticateAsync();
        Assert.Equal((id.ToString(), "s"), (result.Principal?.FindFirst(TillAuthentication.TillClaim)?.Value, result.Principal?.FindFirst(TillAuthentication.StoreClaim)?.Value));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("flt_x")]
    [InlineData("Basic flt_x")]
    [InlineData("token flt_x")]
    [InlineData("Bearer an-api-key-of-the-servers")]
    public async Task What_is_no_tills_header_is_not_even_looked_up(string? header)
    {
        var handler = await Handler(header);
        Assert.True((await handler.AuthenticateAsync()).None);
        await handler.ChallengeAsync(new AuthenticationProperties());
        Assert.Equal((401, "unauthenticated"), (http.Response.StatusCode, (string?)Body()["code"]));
        tills.VerifyNoOtherCalls();
    }

    [Fact]
    public async Task Pairing_is_held_back_by_the_rate_limit_before_a_code_is_tried()
    {
        var limits = new Mock<IRateLimitService>();
        limits.Setup(l => l.Throttle(TillsServices.PairZone, It.IsAny<object>(), It.IsAny<CancellationToken>())).ReturnsAsync(false);
        var controller = new FlashTillController(null!, null!, tills.Object) { ControllerContext = new ControllerContext { HttpContext = http } };
        var refused = Assert.IsType<ObjectResult>(await controller.PairTill(new PairRequest { Code = "x" }, limits.Object, default));
        Assert.Equal(429, refused.StatusCode);
        tills.VerifyNoOtherCalls();
    }

    private async Task<TillAuthentication> Handler(string? header)
    {
        if (header is not null)
            http.Request.Headers.Authorization = header;
        var options = new Mock<IOptionsMonitor<AuthenticationSchemeOptions>>();
        options.Setup(o => o.Get(It.IsAny<string>())).Returns(new AuthenticationSchemeOptions());
        var handler = new TillAuthentication(options.Object, NullLoggerFactory.Instance, UrlEncoder.Default, tills.Object);
        await handler.InitializeAsync(new AuthenticationScheme(TillAuthentication.SchemeName, null, typeof(TillAuthentication)), http);
        return handler;
    }

    private JObject Body()
    {
        http.Response.Body.Position = 0;
        return JObject.Parse(new StreamReader(http.Response.Body).ReadToEnd());
    }
}
