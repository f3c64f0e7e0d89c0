using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Plugins.Flash.Api;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors;
using Microsoft.AspNetCore.Mvc;

namespace BTCPayServer.Plugins.Flash.Cards;

/// <summary>Cards: issue, find, change.</summary>
[ApiController]
[FlashExceptionFilter]
[RequestSizeLimit(RequestLimits.MaxBody)]
[EnableCors(CorsPolicies.All)]
[Authorize(Policy = FlashPolicies.View, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
public sealed class GreenfieldFlashCardsController(ICardService cards, CardModels models) : ControllerBase
{
    /// <summary>Issues one card; its activation code is in this answer and nowhere else.</summary>
    [HttpPost("~/api/v1/stores/{storeId}/flash/cards")]
    [Authorize(Policy = FlashPolicies.Cards, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public async Task<IActionResult> Issue(string storeId, IssueCardRequest request, CancellationToken cancellationToken)
    {
        var key = this.IdempotencyKey();
        if (!key.Ok)
            return this.Refuse(key.Refusal);
        if (!ReadKind(request.Kind, CardKind.Virtual, out var kind))
            return this.Refuse(KindUnknown);
        var command = new IssueCard(kind, request.Holder, request.Label, request.Metadata, CardLimitsRequest.Read(request.Limits));
        return (await models.Of(await cards.Issue(storeId, command, key.Value, cancellationToken), cancellationToken)).Match(Ok, this.Refuse);
    }

    /// <summary>Issues up to 10,000 cards and answers a CSV file.</summary>
    [HttpPost("~/api/v1/stores/{storeId}/flash/cards/batch")]
    [Authorize(Policy = FlashPolicies.Cards, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public async Task<IActionResult> IssueBatch(string storeId, IssueCardsRequest request, CancellationToken cancellationToken)
    {
        var key = this.IdempotencyKey();
        if (!key.Ok)
            return this.Refuse(key.Refusal);
        if (!ReadKind(request.Kind, CardKind.Physical, out var kind))
            return this.Refuse(KindUnknown);
        var result = await cards.IssueBatch(storeId, new IssueCards(request.Count ?? 0, kind, request.Label, CardLimitsRequest.Read(request.Limits)), key.Value, cancellationToken);
        if (!result.Ok)
            return this.Refuse(result.Refusal);
        await CardCsv.Write(HttpContext, result.Value);
        return new EmptyResult();
    }

    /// <summary>Searches cards.</summary>
    [HttpGet("~/api/v1/stores/{storeId}/flash/cards")]
    public async Task<IActionResult> Search(string storeId, string? number, string? last4, string? holder, string? label, string? state, string? cursor, int? limit,
        CancellationToken cancellationToken)
    {
        CardState? wanted = null;
        if (!string.IsNullOrEmpty(state))
        {
            if (!CardNames.TryRead<CardState>(state, out var known))
                return this.Refuse(Refusal.Invalid("state", $"One of {CardNames.All<CardState>()}."));
            wanted = known;
        }
        var search = new CardSearch { Number = Given(number), Last4 = Given(last4), Holder = Given(holder), Label = Given(label), State = wanted };
        var page = await cards.Search(storeId, search, cursor, Paging.Limit(limit), cancellationToken);
        return page.Ok ? Ok(new Page<CardModel>(await models.Of(storeId, page.Value.Items, cancellationToken), page.Value.Cursor)) : this.Refuse(page.Refusal);
    }

    /// <summary>One card.</summary>
    [HttpGet("~/api/v1/stores/{storeId}/flash/cards/{cardId:guid}")]
    public async Task<IActionResult> Get(string storeId, Guid cardId, CancellationToken cancellationToken) =>
        await Answer(await cards.Find(storeId, cardId, cancellationToken), cancellationToken);

    /// <summary>What the card's QR code carries.</summary>
    [HttpGet("~/api/v1/stores/{storeId}/flash/cards/{cardId:guid}/token")]
    [Authorize(Policy = FlashPolicies.Cards, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public async Task<IActionResult> GetToken(string storeId, Guid cardId, CancellationToken cancellationToken) =>
        (await cards.Token(storeId, cardId, cancellationToken)).Match(token => Ok(new { token }), this.Refuse);

    /// <summary>Changes holder, label, metadata or limits.</summary>
    [HttpPatch("~/api/v1/stores/{storeId}/flash/cards/{cardId:guid}")]
    [Authorize(Policy = FlashPolicies.Cards, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
    public async Task<IActionResult> Update(string storeId, Guid cardId, UpdateCardRequest request, CancellationToken cancellationToken) =>
        await Answer(await cards.Update(storeId, cardId, request.ToUpdate(), cancellationToken), cancellationToken);

    private static Refusal KindUnknown => Refusal.Invalid("kind", $"One of {CardNames.All<CardKind>()}.");

    private static bool ReadKind(string? text, CardKind absent, out CardKind kind)
    {
        kind = absent;
        return string.IsNullOrWhiteSpace(text) || CardNames.TryRead(text, out kind);
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private async Task<IActionResult> Answer(Result<Card> result, CancellationToken cancellationToken) => (await models.Of(result, cancellationToken)).Match(Ok, this.Refuse);
}
