using BTCPayServer.Abstractions.Constants;
using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Loads;
using BTCPayServer.Plugins.Flash.Server;
using BTCPayServer.Plugins.Flash.TopUps;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Cors;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace BTCPayServer.Plugins.Flash.Holders;

/// <summary>For the backend of a holders' app: the cards of the holder that it names, and nothing else.</summary>
[ApiController]
[FlashExceptionFilter]
[RequestSizeLimit(RequestLimits.MaxBody)]
[EnableCors(CorsPolicies.All)]
[Authorize(Policy = FlashPolicies.App, AuthenticationSchemes = AuthenticationSchemes.Greenfield)]
public sealed class GreenfieldFlashHoldersController(IHolders holders, TimeProvider time) : ControllerBase
{
    private const string Root = "~/api/v1/stores/{storeId}/flash/holders/{holder}";
    private const string One = Root + "/cards/{cardId:guid}";

    /// <summary>The holder's cards.</summary>
    [HttpGet(Root + "/cards")]
    public async Task<IActionResult> List(string storeId, string holder, string? cursor, int? limit, CancellationToken cancellationToken) =>
        (await holders.Cards(storeId, holder, cursor, Paging.Limit(limit), Url, cancellationToken))
            .Match(page => Ok(new Page<HolderCardModel>([.. page.Items.Select(Model)], page.Cursor)), this.Refuse);

    /// <summary>Links a card.</summary>
    [HttpPost(Root + "/cards")]
    public async Task<IActionResult> Link(string storeId, string holder, LinkCardRequest request, CancellationToken cancellationToken) =>
        Answer(await holders.Link(storeId, holder, new LinkCard(request.Token, request.Number, request.Code), Url, cancellationToken));

    /// <summary>One card.</summary>
    [HttpGet(One)]
    public async Task<IActionResult> Get(string storeId, string holder, Guid cardId, CancellationToken cancellationToken) =>
        Answer(await holders.Find(storeId, holder, cardId, Url, cancellationToken));

    /// <summary>Renames it or sets limits.</summary>
    [HttpPatch(One)]
    public async Task<IActionResult> Update(string storeId, string holder, Guid cardId, HolderCardUpdateRequest request, CancellationToken cancellationToken) =>
        Answer(await holders.Update(storeId, holder, cardId, request.ToLabel(), request.ToLimits(), Url, cancellationToken));

    /// <summary>Freezes it.</summary>
    [HttpPost(One + "/freeze")]
    public async Task<IActionResult> Freeze(string storeId, string holder, Guid cardId, CancellationToken cancellationToken) =>
        Answer(await holders.Freeze(storeId, holder, cardId, true, Url, cancellationToken));

    /// <summary>Undoes that.</summary>
    [HttpPost(One + "/unfreeze")]
    public async Task<IActionResult> Unfreeze(string storeId, string holder, Guid cardId, CancellationToken cancellationToken) =>
        Answer(await holders.Freeze(storeId, holder, cardId, false, Url, cancellationToken));

    /// <summary>Reports it lost.</summary>
    [HttpPost(One + "/lost")]
    public async Task<IActionResult> ReportLost(string storeId, string holder, Guid cardId, CancellationToken cancellationToken) =>
        Answer(await holders.ReportLost(storeId, holder, cardId, this.Caller(), Url, cancellationToken));

    /// <summary>Puts a new card in its place.</summary>
    [HttpPost(One + "/replace")]
    public async Task<IActionResult> Replace(string storeId, string holder, Guid cardId, [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] ReplaceCardRequest? request,
        CancellationToken cancellationToken)
    {
        var (key, kind) = (this.IdempotencyKey(), ReplaceCardRequest.Read(request));
        if ((key.Refusal ?? kind.Refusal) is { } wrong)
            return this.Refuse(wrong);
        return (await holders.Replace(storeId, holder, cardId, kind.Value, this.Caller(), "app:" + key.Value, Url, cancellationToken)).Match(
            replaced => Ok(HolderCardModel.From(replaced.Card, replaced.Issued, time.GetUtcNow())), this.Refuse);
    }

    /// <summary>Makes an invoice that loads it.</summary>
    [HttpPost(One + "/loads")]
    public async Task<IActionResult> Load(string storeId, string holder, Guid cardId, LoadRequest request, CancellationToken cancellationToken)
    {
        var key = this.IdempotencyKey();
        if (!key.Ok)
            return this.Refuse(key.Refusal);
        var command = new RequestLoad(request.Amount, false, request.Description, request.RedirectUrl);
        return (await holders.Load(storeId, holder, cardId, command, "app:" + key.Value, Url, cancellationToken)).Match(load => Ok(LoadModel.From(load)), this.Refuse);
    }

    /// <summary>What happened on it, newest first.</summary>
    [HttpGet(One + "/history")]
    public async Task<IActionResult> History(string storeId, string holder, Guid cardId, string? cursor, int? limit, CancellationToken cancellationToken) =>
        (await holders.History(storeId, holder, cardId, cursor, Paging.Limit(limit), cancellationToken)).Match(
            found => Ok(new Page<CardEntryModel>([.. found.Page.Items.Select(entry => CardEntryModel.From(entry, found.Card.Asset))], found.Page.Cursor)), this.Refuse);

    /// <summary>Moves money between two of the holder's cards.</summary>
    [HttpPost(Root + "/transfers")]
    public async Task<IActionResult> Move(string storeId, string holder, MoveRequest request, CancellationToken cancellationToken)
    {
        var key = this.IdempotencyKey();
        if (!key.Ok)
            return this.Refuse(key.Refusal);
        if (request.From is not { } from)
            return this.Refuse(Refusal.Invalid("from", "The card that gives is needed."));
        if (request.To is not { } to)
            return this.Refuse(Refusal.Invalid("to", "The card that gets is needed."));
        return (await holders.Move(storeId, holder, new MoveMoney(from, to, request.Amount), key.Value, cancellationToken)).Match(move => Ok(HolderMoveModel.Of(move)), this.Refuse);
    }

    private new string Url => ServerAddress.Of(Request);

    private IActionResult Answer(Result<HolderCard> result) => result.Match(card => Ok(Model(card)), this.Refuse);

    private HolderCardModel Model(HolderCard card) => HolderCardModel.From(card, time.GetUtcNow());
}
