using BTCPayServer.Plugins.Flash.Api;
using Microsoft.AspNetCore.Mvc;

namespace BTCPayServer.Plugins.Flash.Charges;

/// <summary>What the store's API and the tills' have in common: the same requests, answers and refusals, whoever asks.</summary>
public abstract class ChargesController(IChargeService charges, CardLookup cards) : ControllerBase
{
    /// <summary>Begins a charge.</summary>
    protected async Task<IActionResult> Authorise(string storeId, ChargeActor actor, ChargeRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var key = this.IdempotencyKey();
        return key.Ok ? Answer(await charges.Authorise(storeId, actor, request.ToCommand(key.Value), cancellationToken)) : this.Refuse(key.Refusal);
    }

    /// <summary>Captures a hold.</summary>
    protected Task<IActionResult> Capture(string storeId, ChargeActor actor, string chargeId, CaptureRequest? request, CancellationToken cancellationToken) =>
        Follow(chargeId, (id, key) => charges.Capture(storeId, actor, new CaptureCharge(key, id, request?.Amount), cancellationToken));

    /// <summary>Lets a hold go.</summary>
    protected Task<IActionResult> Void(string storeId, ChargeActor actor, string chargeId, CancellationToken cancellationToken) =>
        Follow(chargeId, (id, key) => charges.Void(storeId, actor, new VoidCharge(key, id), cancellationToken));

    /// <summary>Gives money back.</summary>
    protected Task<IActionResult> Refund(string storeId, ChargeActor actor, string chargeId, RefundRequest? request, CancellationToken cancellationToken) =>
        Follow(chargeId, (id, key) => charges.Refund(storeId, actor, new RefundCharge(key, id, request?.Amount, request?.Reason), cancellationToken));

    /// <summary>One charge.</summary>
    protected async Task<IActionResult> Find(string storeId, string chargeId, CancellationToken cancellationToken) =>
        Guid.TryParse(chargeId, out var id) ? Answer(await charges.Find(storeId, id, cancellationToken)) : this.Refuse(ChargeRefusals.ChargeNotFound);

    /// <summary>One card.</summary>
    protected async Task<IActionResult> Lookup(string storeId, Guid? id, string? number, string? token, CancellationToken cancellationToken) =>
        (await cards.Show(storeId, new CardReference(id, number, token), cancellationToken)).Match(card => Ok(card), this.Refuse);

    private async Task<IActionResult> Follow(string chargeId, Func<Guid, string, Task<Result<Charge>>> act)
    {
        if (!Guid.TryParse(chargeId, out var id))
            return this.Refuse(ChargeRefusals.ChargeNotFound);
        var key = this.IdempotencyKey();
        return key.Ok ? Answer(await act(id, key.Value)) : this.Refuse(key.Refusal);
    }

    private IActionResult Answer(Result<Charge> result) => result.Match(charge => Ok(ChargeModel.From(charge)), this.Refuse);
}
