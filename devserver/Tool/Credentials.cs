using System.Text.Json;

namespace Flash.Tool;

/// <summary>The demo user of a server of ours, kept in a file that only its owner reads.</summary>
internal sealed record Credentials(string Email, string Password, string? StoreId = null, string? ApiKey = null)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Null when there is no such file, or it is not ours.</summary>
    public static Credentials? Load(string file)
    {
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<Credentials>(File.ReadAllText(file), Format) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes the file.</summary>
    public void Save(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        File.WriteAllText(file, JsonSerializer.Serialize(this, Format));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
