using System.Reflection;

namespace BTCPayServer.Plugins.Flash.Api;

/// <summary>Every error code of the API, gathered from the rooms' classes named <c>…Refusals</c>: the one list that the documentation is made from.</summary>
public static class ErrorCodes
{
    /// <summary>All refusals with a code of their own, by code; those with the same code differ only in words.</summary>
    public static ILookup<string, Refusal> All { get; } = typeof(ErrorCodes).Assembly.GetTypes()
        .Where(type => type.Name.EndsWith("Refusals", StringComparison.Ordinal))
        .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly))
        .Select(field => field.GetValue(null)).OfType<Refusal>()
        .Where(refusal => refusal.Path is null)
        .ToLookup(refusal => refusal.Code, StringComparer.Ordinal);
}
