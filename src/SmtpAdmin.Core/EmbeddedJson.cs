using System.Text.Json;
using System.Text.Json.Serialization;

namespace SmtpAdmin;

/// <summary>Reads the data tables that are embedded as JSON. A slip in a table is a defect of ours, so it is thrown, not skipped.</summary>
internal static class EmbeddedJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNameCaseInsensitive = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Reads one table.</summary>
    /// <param name="name">Folders and file name joined by dots, e.g. <c>Mime.headers.json</c>.</param>
    /// <exception cref="InvalidOperationException">There is no such table, or it is empty.</exception>
    /// <exception cref="JsonException">The table does not fit its type.</exception>
    public static T Read<T>(string name)
    {
        using var stream = Open(name);
        return JsonSerializer.Deserialize<T>(stream, Options)
            ?? throw new InvalidOperationException($"The data table '{name}' is empty.");
    }

    /// <summary>Opens one table, for those who read it in a way of their own.</summary>
    /// <param name="name">Folders and file name joined by dots.</param>
    /// <exception cref="InvalidOperationException">There is no such table.</exception>
    public static Stream Open(string name) => typeof(EmbeddedJson).Assembly.GetManifestResourceStream(name)
        ?? throw new InvalidOperationException($"The data table '{name}' is not embedded.");
}
