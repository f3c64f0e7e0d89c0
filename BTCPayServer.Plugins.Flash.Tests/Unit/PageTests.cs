using System.Globalization;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Pages;
using BTCPayServer.Plugins.Flash.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace BTCPayServer.Plugins.Flash.Tests.Unit;

/// <summary>How pages read what people type, and what becomes of their exceptions.</summary>
public class PageTests
{
    private static readonly PageText Text = new(new FewCurrencies(), new Plain());

    [Theory]
    [InlineData("USD", 2, "12", 1200)]
    [InlineData("USD", 2, " 12.5 ", 1250)]
    [InlineData("USD", 2, "12,50", 1250)]
    [InlineData("USD", 2, "1,234.50", 123450)]
    [InlineData("USD", 2, "1 234.50", 123450)]
    [InlineData("USD", 2, "1,234", 123400)]
    [InlineData("USD", 2, "1,234,567", 123456700)]
    [InlineData("JPY", 0, "1,234", 1234)]
    [InlineData("SATS", 3, "2,100", 2100000)]
    [InlineData("SATS", 3, "2100.5", 2100500)]
    public void Amounts_are_read_as_people_type_them(string code, int scale, string typed, long minor)
    {
        Assert.True(Text.TryReadAmount(new Asset(code, scale), typed, out var read));
        Assert.Equal(minor, read);
    }

    [Theory]
    [InlineData("USD", 2, "")]
    [InlineData("USD", 2, "0")]
    [InlineData("USD", 2, "-5")]
    [InlineData("USD", 2, "ten")]
    [InlineData("USD", 2, "1.234")]
    [InlineData("USD", 2, "1,23,456")]
    [InlineData("USD", 2, "12,34.5")]
    [InlineData("USD", 2, "1e3")]
    [InlineData("USD", 2, "99999999999999999999")]
    [InlineData("JPY", 0, "12,5")]
    public void What_could_mean_something_else_is_no_amount(string code, int scale, string typed) =>
        Assert.False(Text.TryReadAmount(new Asset(code, scale), typed, out _));

    [Fact]
    public void Details_of_a_movement_are_shown_whatever_they_are()
    {
        Assert.Equal(["cold soup", "ann@example.com"], PageText.Details("""{"reason":"cold soup","by":"ann@example.com","x":{"reason":1}}"""));
        Assert.Empty(PageText.Details("""{"reason":7,"description":null}"""));
        Assert.Empty(PageText.Details("[]"));
        Assert.Empty(PageText.Details("not json"));
        Assert.Empty(PageText.Details(null));
    }

    [Fact]
    public void The_houses_own_references_are_not_shown_to_people()
    {
        var load = Guid.CreateVersion7();
        Assert.Equal(load, PageText.Load($"load:{load:N}"));
        Assert.Null(PageText.Reference($"load:{load:N}"));
        Assert.Equal("load:4", PageText.Reference("load:4"));
        Assert.Equal("table-4", PageText.Reference("table-4"));
        Assert.Null(PageText.Load("table-4"));
    }

    [Fact]
    public void An_exception_in_an_action_becomes_a_page()
    {
        var (action, _) = Request();
        var context = new ExceptionContext(action, []) { Exception = new InvalidOperationException("secret") };
        new FlashPageExceptionFilterAttribute().OnException(context);
        Assert.True(context.ExceptionHandled);
        var view = Assert.IsType<ViewResult>(context.Result);
        Assert.Equal(("FlashError", 500), (view.ViewName, view.StatusCode));
    }

    [Fact]
    public async Task An_exception_in_a_view_becomes_a_sentence()
    {
        var (action, http) = Request();
        using var body = new MemoryStream();
        http.Response.Body = body;
        var executing = new ResultExecutingContext(action, [], new EmptyResult(), new object());
        var executed = new ResultExecutedContext(action, [], new EmptyResult(), new object()) { Exception = new NullReferenceException("secret") };
        await new FlashPageExceptionFilterAttribute().OnResultExecutionAsync(executing, () => Task.FromResult(executed));
        Assert.True(executed.ExceptionHandled);
        Assert.Equal(500, http.Response.StatusCode);
        var said = System.Text.Encoding.UTF8.GetString(body.ToArray());
        Assert.Contains("Flash", said, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_page_keeps_its_exceptions_and_its_antiforgery()
    {
        var pages = typeof(FlashPlugin).Assembly.GetTypes().Where(t => t.Name.StartsWith("UIFlash", StringComparison.Ordinal) && t.Name.EndsWith("Controller", StringComparison.Ordinal)).ToList();
        Assert.True(pages.Count >= 6);
        Assert.All(pages, page => Assert.True(page.IsSubclassOf(typeof(FlashPageController)), page.Name));
        Assert.NotEmpty(typeof(FlashPageController).GetCustomAttributes(typeof(FlashPageExceptionFilterAttribute), false));
        Assert.NotEmpty(typeof(FlashPageController).GetCustomAttributes(typeof(AutoValidateAntiforgeryTokenAttribute), false));
    }

    private static (ActionContext Action, HttpContext Http) Request()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IModelMetadataProvider, EmptyModelMetadataProvider>();
        var http = new DefaultHttpContext { RequestServices = services.BuildServiceProvider() };
        return (new ActionContext(http, new RouteData(), new ActionDescriptor()), http);
    }

    private sealed class FewCurrencies : ICurrencies
    {
        public Currency? Find(string? code) => code switch
        {
            "USD" => new Currency("USD", 2, 2, "$", "US dollar"),
            "JPY" => new Currency("JPY", 0, 0, "¥", "Yen"),
            "SATS" => new Currency("SATS", 3, 0, null, "Satoshis"),
            _ => null
        };

        public string Display(decimal amount, string code) => $"{amount.ToString(CultureInfo.InvariantCulture)} {code}";
    }

    private sealed class Plain : IStringLocalizer
    {
        public LocalizedString this[string name] => new(name, name);

        public LocalizedString this[string name, params object[] arguments] => new(name, string.Format(CultureInfo.InvariantCulture, name, arguments));

        public IEnumerable<LocalizedString> GetAllStrings(bool includeParentCultures) => [];
    }
}
