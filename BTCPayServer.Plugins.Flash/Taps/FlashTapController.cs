using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Server;
using BTCPayServer.Plugins.Flash.TopUps;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <summary>What anybody with a card at hand can do. Wallets get LNURL (LUD-03): a refusal is HTTP 200 <c>{status:"ERROR", reason, code}</c>, which they show.</summary>
[ApiController]
[AllowAnonymous]
[FlashExceptionFilter]
[RequestSizeLimit(RequestLimits.MaxBody)]
[EnableCors(CorsPolicies.All)]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class FlashTapController(ITapService taps, ICardService cards, ITopUps topUps) : ControllerBase
{
    private const int Entries = 10;

    /// <summary>A wallet's or till's first question, by tapping. A browser, which asks for a page, is led to the holder's.</summary>
    [HttpGet("~/flash/t/{tapCode}")]
    public async Task<IActionResult> Withdraw(string? tapCode, [FromQuery] string? p, [FromQuery] string? c, [FromQuery] string? t, CancellationToken cancellationToken)
    {
        // Of all browsers and of nothing else: some libraries that wallets are made with ask for text/html unless told otherwise.
        if (Request.Headers.Accept.ToString().Contains("application/xhtml+xml", StringComparison.OrdinalIgnoreCase))
        {
            // The tap is not used up by that.
            Response.Headers.Location = $"{Request.PathBase}/flash/t/{Uri.EscapeDataString(tapCode ?? "")}/page{Request.QueryString}";
            return StatusCode(StatusCodes.Status303SeeOther);
        }
        var read = await taps.Read(new TapReading(tapCode, p, c, t), Address, cancellationToken);
        if (!read.Ok || read.Value.Obstacle is not null)
            return Error(read.Refusal ?? read.Value!.Obstacle!);
        var (tap, withdraw) = (read.Value, WithdrawModel.From(read.Value, ServerAddress.Of(Request), tapCode!)!);
        var answer = new Dictionary<string, object>
        {
            ["tag"] = withdraw.Tag,
            ["callback"] = withdraw.Callback,
            ["k1"] = withdraw.K1,
            ["defaultDescription"] = withdraw.DefaultDescription,
            ["minWithdrawable"] = withdraw.MinWithdrawable,
            ["maxWithdrawable"] = withdraw.MaxWithdrawable,
            // LUD-19: where the same card is loaded.
            ["payLink"] = (await topUps.Link(tap.Card.StoreId, tap.Card.Id, ServerAddress.Of(Request), cancellationToken)).Url
        };
        if (withdraw.PinLimit is { } limit)
            answer["pinLimit"] = limit;
        if (tap.ShowsBalance)
            (answer["balance"], answer["available"], answer["asset"]) = (tap.Card.Asset.Format(tap.Card.Account.Posted), tap.Card.Asset.Format(tap.Card.Account.Available), tap.Card.Asset.Code);
        return Ok(answer);
    }

    /// <summary>The invoice, and the PIN where it is asked.</summary>
    [HttpGet("~/flash/t/{tapCode}/cb")]
    public async Task<IActionResult> Callback(string? tapCode, [FromQuery] string? k1, [FromQuery] string? pr, [FromQuery] string? pin, CancellationToken cancellationToken) =>
        (await taps.Pay(tapCode, k1, pr, pin, Address, cancellationToken)).Match(
            payment => payment.Status == PaymentStatus.Failed ? Error(TapRefusals.PaymentFailed) : Ok(new { status = "OK" }), Error);

    /// <summary>All about a tapped card in one call.</summary>
    [HttpPost("~/api/v1/flash/tap")]
    public async Task<IActionResult> Tap(TapRequest request, CancellationToken cancellationToken)
    {
        var reading = request.Url is null ? new TapReading(request.TapCode, request.P, request.C, request.Token) : TapReading.Read(request.Url);
        if (reading is null)
            return this.Refuse(Refusal.Invalid("url", "This is not the address of a card."));
        var read = await taps.Read(reading, Address, cancellationToken);
        if (!read.Ok)
            return this.Refuse(read.Refusal);
        var (tap, card) = (read.Value, read.Value.Card);
        var history = tap.ShowsBalance ? await cards.History(card.StoreId, card.Id, null, Entries, cancellationToken) : default;
        return Ok(new TapModel
        {
            CardId = card.Id,
            Last4 = card.Last4,
            State = CardNames.Of(card.State),
            Asset = card.Asset.Code,
            Balance = tap.ShowsBalance ? card.Asset.Format(card.Account.Posted) : null,
            Available = tap.ShowsBalance ? card.Asset.Format(card.Account.Available) : null,
            ChargeLimit = !tap.Lost && card.Account.ChargeLimit is { } charge ? card.Asset.Format(charge) : null,
            DayLeft = !tap.Lost && tap.DayLeft is { } left ? card.Asset.Format(left) : null,
            History = tap.ShowsBalance
                ? [.. history.Value?.Items.Select(e => new TapEntryModel(e.At, e.Type, CardNames.Of(e.Kind), card.Asset.Format(e.Amount))) ?? []]
                : null,
            TopUp = tap.Lost ? null : (await topUps.Link(card.StoreId, card.Id, ServerAddress.Of(Request), cancellationToken)).Lnurl,
            Withdraw = WithdrawModel.From(tap, ServerAddress.Of(Request), reading.TapCode!),
            Obstacle = tap.Obstacle?.Code
        });
    }

    /// <summary>Pays an invoice with a tap, with the errors of the API in place of LNURL's.</summary>
    [HttpPost("~/api/v1/flash/tap/pay")]
    public async Task<IActionResult> PayWithTap(PayWithTapRequest request, CancellationToken cancellationToken) =>
        (await taps.Pay(request.TapCode, request.K1, request.Invoice, request.Pin, Address, cancellationToken)).Match(
            payment => payment.Status == PaymentStatus.Failed ? this.Refuse(TapRefusals.PaymentFailed) : Ok(PaymentModel.From(payment)), this.Refuse);

    private string? Address => HttpContext.Connection.RemoteIpAddress?.ToString();

    private OkObjectResult Error(Refusal refusal) => Ok(new { status = "ERROR", reason = refusal.Message, code = refusal.Code });
}
