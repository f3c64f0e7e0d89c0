using System.Globalization;
using System.Reflection;

namespace BTCPayServer.Services.Rates;

/// <summary>Currencies of a list embedded in an assembly: <c>code;digits;crypto;symbol;name</c>, one a line after a heading.</summary>
public class AssemblyCurrencyDataProvider(Assembly assembly, string manifestResourceStream) : CurrencyDataProvider
{
    public async Task<CurrencyData[]> LoadCurrencyData(CancellationToken cancellationToken)
    {
        using var stream = assembly.GetManifestResourceStream(manifestResourceStream)
            ?? throw new InvalidOperationException($"No resource {manifestResourceStream}");
        using var reader = new StreamReader(stream);
        var text = await reader.ReadToEndAsync(cancellationToken);
        return
        [
            .. from line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
               let column = line.Split(';')
               select new CurrencyData
               {
                   Code = column[0],
                   Divisibility = int.Parse(column[1], CultureInfo.InvariantCulture),
                   Crypto = column[2] == "1",
                   Symbol = column[3].Length > 0 ? column[3] : null!,
                   Name = column[4]
               }
        ];
    }
}
