using System.Diagnostics.CodeAnalysis;

namespace BTCPayServer.Plugins.Flash.Api;

/// <summary>A value, or the refusal that stands in its place.</summary>
public readonly struct Result<T>
{
    private Result(T? value, Refusal? refusal)
    {
        Value = value;
        Refusal = refusal;
    }

    /// <summary>The value; default when refused.</summary>
    public T? Value { get; }

    /// <summary>Why there is no value; null when there is one.</summary>
    public Refusal? Refusal { get; }

    /// <summary>True when there is a value.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool Ok => Refusal is null;

    /// <summary>A success.</summary>
    public static implicit operator Result<T>(T value) => new(value, null);

    /// <summary>A refusal.</summary>
    public static implicit operator Result<T>(Refusal refusal) => new(default, refusal);

    /// <summary>One of the two, turned into one thing.</summary>
    public TOut Match<TOut>(Func<T, TOut> ok, Func<Refusal, TOut> refused) => Ok ? ok(Value) : refused(Refusal);

    /// <summary>The value turned into another; a refusal stays.</summary>
    public Result<TOut> Map<TOut>(Func<T, TOut> map) => Ok ? map(Value) : Refusal;
}
