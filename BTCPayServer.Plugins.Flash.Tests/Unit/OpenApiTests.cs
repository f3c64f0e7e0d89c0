using System.Reflection;
using System.Text.RegularExpressions;
using BTCPayServer.Plugins.Flash.Api;
using BTCPayServer.Plugins.Flash.Cards;
using BTCPayServer.Plugins.Flash.Charges;
using BTCPayServer.Plugins.Flash.Ledger;
using BTCPayServer.Plugins.Flash.Programmes;
using BTCPayServer.Plugins.Flash.Taps;
using BTCPayServer.Plugins.Flash.Tests.Support;
using BTCPayServer.Plugins.Flash.Tills;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ActionConstraints;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.Extensions.DependencyInjection;
using Newtonsoft.Json.Linq;

namespace BTCPayServer.Plugins.Flash.Tests.Unit;

/// <summary>The API's documentation against the code: no route, permission, field or error code is missing from it or only in it.</summary>
public sealed partial class OpenApiTests
{
    private static readonly JObject Document = new FlashSwaggerProvider().Fetch().GetAwaiter().GetResult();

    /// <summary>Every action of the API: verb and path as the document writes them.</summary>
    private static readonly Dictionary<string, ControllerActionDescriptor> Actions = Routes();

    public static TheoryData<string> ActionNames => [.. Actions.Keys];

    [Fact]
    public void Every_route_is_documented_and_nothing_else()
    {
        var documented = Operations().Select(o => o.Key).ToHashSet();
        Assert.Equal([], Actions.Keys.Except(documented).Order());
        Assert.Equal([], documented.Except(Actions.Keys).Order());
        Assert.True(Actions.Count > 30, $"only {Actions.Count} actions were found");
    }

    [Theory, MemberData(nameof(ActionNames))]
    public void The_permission_is_the_documented_one(string action)
    {
        var metadata = Actions[action].EndpointMetadata;
        var policies = metadata.OfType<IAuthorizeData>().Select(a => a.Policy).OfType<string>().ToArray();
        var permission = metadata.OfType<IAllowAnonymous>().Any() ? "none" : Assert.IsType<string>(policies.LastOrDefault());
        if (permission == TillAuthentication.Policy)
            permission = "till";
        Assert.Equal(permission, (string?)Operations()[action]["x-permission"]);
        // All of an action's policies must hold; the documented one has to bring the others.
        foreach (var other in policies.SkipLast(1).Where(p => p != policies[^1]))
            Assert.True(permission == "none" || FlashPolicies.Definitions.Single(d => d.Policy == permission).IncludedPermissions.Contains(other), $"{permission} does not include {other}");
    }

    [Theory, MemberData(nameof(ActionNames))]
    public void Parameters_and_bodies_are_documented(string action)
    {
        var (descriptor, operation) = (Actions[action], Operations()[action]);
        var declared = Parameters(operation).Concat(Parameters((JObject)operation.Parent!.Parent!)).ToHashSet();
        foreach (var parameter in descriptor.Parameters.Where(p => p.BindingInfo?.BindingSource == BindingSource.Path || p.BindingInfo?.BindingSource == BindingSource.Query))
            Assert.Contains(parameter.Name, declared);
        var body = descriptor.Parameters.Any(p => p.BindingInfo?.BindingSource == BindingSource.Body);
        Assert.Equal(body, operation["requestBody"] is not null);
        if (body)
            Assert.True(descriptor.EndpointMetadata.OfType<RequestSizeLimitAttribute>().Any(), "a body without a size limit: [RequestSizeLimit]");
        foreach (var name in declared)
            if (name != "Idempotency-Key")
                Assert.Contains(descriptor.Parameters, p => p.Name == name);
    }

    [Fact]
    public void Every_error_code_is_documented_with_one_status()
    {
        Assert.Equal([], ErrorCodes.All.Where(code => code.Select(r => r.Status).Distinct().Count() > 1).Select(code => code.Key));
        var documented = Operations().Values.SelectMany(o => ((JObject)o["responses"]!).Properties())
            .SelectMany(r => Code().Matches((string)r.Value["description"]!)).Select(m => m.Groups[1].Value).ToHashSet();
        Assert.Equal([], ErrorCodes.All.Select(code => code.Key).Except(documented).Except(WithoutRoute()).Order());
        Assert.True(documented.Count > 30);
    }

    // A room without a controller answers nobody yet: its codes have to be documented as soon as its first one comes.
    private static string[] WithoutRoute()
    {
        var types = typeof(FlashPlugin).Assembly.GetTypes();
        var rooms = types.Where(type => type.IsAssignableTo(typeof(ControllerBase))).Select(type => type.Namespace).ToHashSet();
        return [.. types.Where(type => type.Name.EndsWith("Refusals", StringComparison.Ordinal) && !rooms.Contains(type.Namespace))
            .Where(type => type.Namespace is not ("BTCPayServer.Plugins.Flash.Api" or "BTCPayServer.Plugins.Flash.Server"))
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static))
            .Select(field => field.GetValue(null)).OfType<Refusal>().Select(refusal => refusal.Code)];
    }

    // A refusal that is made somewhere else than in a class of refusals would be in no list.
    [Fact]
    public void Every_code_in_the_source_is_in_a_class_of_refusals()
    {
        var found = Directory.EnumerateFiles(Repository.PathOf(Repository.Plugin), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(file => MadeRefusal().Matches(File.ReadAllText(file))).Select(m => m.Groups[1].Value).ToHashSet();
        Assert.Contains("insufficient-funds", found);
        Assert.Equal([], found.Except(ErrorCodes.All.Select(c => c.Key)).Order());
    }

    [Fact]
    public void Operations_are_named_and_references_lead_somewhere()
    {
        var names = Operations().Values.Select(o => (string)o["operationId"]!).ToArray();
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.All(names, name => Assert.StartsWith("Flash_", name, StringComparison.Ordinal));
        var ofServer = new[] { "#/components/parameters/StoreId", "#/components/schemas/ProblemDetails", "#/components/schemas/ValidationProblemDetails" };
        foreach (var reference in Document.SelectTokens("$..['$ref']").Select(t => (string)t!).Except(ofServer))
            Assert.True(Document.SelectToken(reference[2..].Replace('/', '.')) is not null, $"{reference} leads nowhere");
        var tags = Document["tags"]!.Select(t => (string)t["name"]!).ToArray();
        Assert.All(Operations().Values, o => Assert.Contains((string)o["tags"]![0]!, tags));
    }

    public static TheoryData<string, Type> Schemas => new()
    {
        { "Flash_Programme", typeof(ProgrammeModel) }, { "Flash_ProgrammeSettings", typeof(ProgrammeSettings) },
        { "Flash_CardEntry", typeof(CardEntryModel) }, { "Flash_CardLookup", typeof(CardLookupModel) },
        { "Flash_Charge", typeof(ChargeModel) }, { "Flash_ChargeEvent", typeof(ChargeEventModel) }, { "Flash_NewCharge", typeof(ChargeRequest) },
        { "Flash_Load", typeof(Flash.Loads.LoadModel) }, { "Flash_NewLoad", typeof(Flash.Loads.LoadRequest) },
        { "Flash_SettleUnclaimed", typeof(Flash.Loads.UnclaimedRequest) },
        { "Flash_Till", typeof(Flash.Tills.TillModel) }, { "Flash_TillPairing", typeof(TillPairingModel) },
        { "Flash_Chip", typeof(Flash.Boltcards.ChipModel) }, { "Flash_ProgrammingLink", typeof(Flash.Boltcards.ProgrammingLinkModel) },
        { "Flash_TapReading", typeof(TapRequest) }, { "Flash_Tap", typeof(TapModel) }, { "Flash_TapEntry", typeof(TapEntryModel) }, { "Flash_TapWithdraw", typeof(WithdrawModel) },
        { "Flash_PayWithTap", typeof(PayWithTapRequest) }, { "Flash_Payment", typeof(PaymentModel) }, { "Flash_TapSettings", typeof(TapSettingsModel) },
        { "Flash_CardGuard", typeof(CardGuardModel) }, { "Flash_SetPin", typeof(SetPinRequest) }, { "Flash_SetSleep", typeof(SetSleepRequest) },
        { "Flash_HolderCard", typeof(Flash.Holders.HolderCardModel) }, { "Flash_HolderMove", typeof(Flash.Holders.HolderMoveModel) },
        { "Flash_NewHolderMove", typeof(Flash.Holders.MoveRequest) }, { "Flash_LinkCard", typeof(Flash.Holders.LinkCardRequest) },
        { "Flash_CardLinks", typeof(Flash.Holders.CardLinksModel) },
        { "Flash_Proof", typeof(ProofModel) }, { "Flash_Account", typeof(AccountModel) }, { "Flash_Transfer", typeof(TransferModel) },
    };

    [Theory, MemberData(nameof(Schemas))]
    public void Schemas_have_the_fields_of_the_models(string schema, Type model) =>
        Assert.Equal(Fields(model), ((JObject)Document["components"]!["schemas"]![schema]!["properties"]!).Properties().Select(p => p.Name).Order());

    [Fact]
    public void A_card_has_the_documented_fields()
    {
        var schema = ((JObject)Document["components"]!["schemas"]!["Flash_Card"]!["properties"]!).Properties().Select(p => p.Name);
        // Shown once, in the answer to its issue.
        Assert.Equal(Fields(typeof(CardModel)).Except(["activationCode", "token"]), schema.Order());
    }

    private static IEnumerable<string> Fields(Type model) =>
        model.GetProperties().Select(p => char.ToLowerInvariant(p.Name[0]) + p.Name[1..]).Order();

    private static IEnumerable<string> Parameters(JObject holder) => (holder["parameters"] as JArray ?? []).Select(p =>
        (string?)p["$ref"] switch
        {
            "#/components/parameters/StoreId" => "storeId",
            { } reference => (string)Document.SelectToken(reference[2..].Replace('/', '.'))!["name"]!,
            null => (string)p["name"]!,
        });

    private static Dictionary<string, JObject> Operations() => ((JObject)Document["paths"]!).Properties()
        .SelectMany(path => ((JObject)path.Value).Properties().Where(o => o.Name != "parameters").Select(o => (Key: $"{o.Name.ToUpperInvariant()} {path.Name}", (JObject)o.Value)))
        .ToDictionary(o => o.Key, o => o.Item2);

    private static Dictionary<string, ControllerActionDescriptor> Routes()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddControllers().AddApplicationPart(typeof(FlashPlugin).Assembly);
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IActionDescriptorCollectionProvider>().ActionDescriptors.Items.OfType<ControllerActionDescriptor>()
            .Where(a => a.ControllerTypeInfo.Assembly == typeof(FlashPlugin).Assembly && a.AttributeRouteInfo?.Template is { } template
                && (template.StartsWith("api/v1/", StringComparison.Ordinal) || template.StartsWith("flash/", StringComparison.Ordinal)))
            .ToDictionary(a => $"{Verb(a)} /{Constraint().Replace(a.AttributeRouteInfo!.Template!, "}")}");
    }

    private static string Verb(ActionDescriptor action) => action.ActionConstraints!.OfType<HttpMethodActionConstraint>().Single().HttpMethods.Single();

    [GeneratedRegex(":[a-z]+}")]
    private static partial Regex Constraint();

    [GeneratedRegex("`([a-z]+(?:-[a-z]+)*)`: ")]
    private static partial Regex Code();

    [GeneratedRegex("""(?:new Refusal|Refusal\.NotFound|Refusal\.Conflict|Refusal \w+ (?:=|=>) new)\(\s*"([a-z-]+)"(?!, message, 422)""")]
    private static partial Regex MadeRefusal();
}
