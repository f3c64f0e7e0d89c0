using System.Text;
using Microsoft.AspNetCore.Http;

namespace BTCPayServer.Plugins.Flash.Cards;

/// <summary>
/// Issued cards as a CSV file, for a printer. No value needs quotes, and none begins as a formula does: digits, letters and hyphens only.
/// The number also stands in groups of four, since a spreadsheet takes 16 digits for a number and loses the last.
/// </summary>
internal static class CardCsv
{
    private const string Header = "id,number,printed_number,activation_code,token\r\n";
    private const int Flushed = 500;

    /// <summary>Writes the answer. When the caller goes away in between, the same key answers the same cards again.</summary>
    public static async Task Write(HttpContext http, CardBatch batch)
    {
        var response = http.Response;
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = $"attachment; filename=\"cards-{batch.Id:N}.csv\"";
        response.Headers["X-Flash-Batch"] = batch.Id.ToString();
        response.Headers.CacheControl = "no-store";
        try
        {
            var text = new StringBuilder(Header);
            for (var i = 0; i < batch.Cards.Count; i++)
            {
                Line(text, batch.Cards[i]);
                if ((i + 1) % Flushed == 0)
                    await Flush(text);
            }
            await Flush(text);
        }
        catch (Exception) when (response.HasStarted)
        {
            // Half a file must not look like a whole one.
            http.Abort();
        }

        async Task Flush(StringBuilder text)
        {
            await response.WriteAsync(text.ToString(), Encoding.UTF8, http.RequestAborted);
            text.Clear();
        }
    }

    /// <summary>One line of the file.</summary>
    internal static void Line(StringBuilder text, IssuedCard issued) =>
        text.Append(issued.Card.Id).Append(',').Append(issued.Card.Number).Append(',').Append(CardNumber.Print(issued.Card.Number)).Append(',')
            .Append(issued.ActivationCode).Append(',').Append(issued.Token).Append("\r\n");
}
