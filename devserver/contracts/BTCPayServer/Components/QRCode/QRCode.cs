using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ViewComponents;
using QRCoder;

namespace BTCPayServer.Components.QRCode;

/// <summary>A QR code as an image in the page.</summary>
public class QRCode : ViewComponent
{
    public IViewComponentResult Invoke(string data, int size = 256)
    {
        using var code = QRCodeGenerator.GenerateQrCode(data, QRCodeGenerator.ECCLevel.Q);
        using var png = new PngByteQRCode(code);
        var image = Convert.ToBase64String(png.GetGraphic(5, [0, 0, 0, 255], [245, 245, 247, 255]));
        return new HtmlContentViewComponentResult(new HtmlString(
            $"<img class=\"qr-code\" alt=\"\" style=\"image-rendering:pixelated;min-width:{size}px;min-height:{size}px\" src=\"data:image/png;base64,{image}\" />"));
    }
}
