using System.Text;
using Konscious.Security.Cryptography;

namespace BTCPayServer.Plugins.Flash.Taps;

/// <summary>
/// Argon2id (RFC 9106) of PINs. A PIN has ten thousand values, so the memory alone would not hold off whoever has the database: its secret key is not in there.
/// </summary>
internal static class PinHash
{
    public const int SaltSize = 16;
    public const int Size = 32;
    private const int MemoryKb = 19 * 1024;
    private const int Passes = 2;

    // Each takes 19 MB: a crowd waits instead of filling the server's memory.
    private static readonly SemaphoreSlim Turns = new(Math.Max(2, Environment.ProcessorCount));

    /// <summary>The hash of a PIN for one card.</summary>
    public static async Task<byte[]> Of(string pin, byte[] salt, byte[] pepper, string storeId, Guid cardId, CancellationToken cancellationToken)
    {
        await Turns.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Derive(Encoding.UTF8.GetBytes(pin), salt, pepper, Encoding.UTF8.GetBytes($"{storeId}:{cardId:N}"), MemoryKb, Passes, 1, Size), cancellationToken);
        }
        finally
        {
            Turns.Release();
        }
    }

    /// <summary>Argon2id, version 1.3.</summary>
    internal static byte[] Derive(byte[] password, byte[] salt, byte[] secret, byte[] data, int memoryKb, int passes, int lanes, int size)
    {
        using var argon = new Argon2id(password) { Salt = salt, KnownSecret = secret, AssociatedData = data, MemorySize = memoryKb, Iterations = passes, DegreeOfParallelism = lanes };
        return argon.GetBytes(size);
    }
}
