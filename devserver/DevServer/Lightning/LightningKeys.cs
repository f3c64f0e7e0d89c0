using System.Security.Cryptography;
using System.Text;
using NBitcoin.Secp256k1;

namespace DevServer.Lightning;

/// <summary>Who signs what. Known to everybody, as everything here: there is no money.</summary>
internal static class LightningKeys
{
    public static ECPrivKey Node { get; } = Make("DevServer: the server's own node");

    public static ECPrivKey Wallet { get; } = Make("DevServer: the wallet outside");

    private static ECPrivKey Make(string name) => ECPrivKey.Create(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}
