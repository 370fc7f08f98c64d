using System.Text.Json;
using System.Text.Json.Serialization;
using SmtpAdmin.Interop.Tests.Peers;

namespace SmtpAdmin.Interop.Tests.Relay;

/// <summary>A delivery report as Python's email package reads it, which knows nothing of ours.</summary>
internal sealed record ReadReport
{
    private static readonly JsonSerializerOptions Names = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true };

    /// <summary>The media type of the whole.</summary>
    [JsonRequired] public string Type { get; init; } = "";

    /// <summary>The parameter report-type.</summary>
    [JsonRequired] public string? ReportType { get; init; }

    /// <summary>What the parser has to say against it.</summary>
    [JsonRequired] public IReadOnlyList<string> Defects { get; init; } = [];

    /// <summary>The fields of the header, names in lower case.</summary>
    [JsonRequired] public IReadOnlyDictionary<string, string> Header { get; init; } = new Dictionary<string, string>();

    /// <summary>The media types of its parts.</summary>
    [JsonRequired] public IReadOnlyList<string> Parts { get; init; } = [];

    /// <summary>What people read.</summary>
    [JsonRequired] public string Text { get; init; } = "";

    /// <summary>The fields of the message, then those of each recipient, names in lower case.</summary>
    [JsonRequired] public IReadOnlyList<IReadOnlyDictionary<string, string>> Status { get; init; } = [];

    /// <summary>The header of the message that the report is about.</summary>
    [JsonRequired] public IReadOnlyDictionary<string, string> Returned { get; init; } = new Dictionary<string, string>();

    /// <summary>Has it read, or skips the running test where there is no Python.</summary>
    /// <param name="path">The file of the report.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="PeerException">It cannot be read.</exception>
    public static async Task<ReadReport> ReadAsync(string path, CancellationToken cancellationToken) =>
        (await PythonScript.RunAsync("report_reader.py", [path], "", cancellationToken)).Deserialize<ReadReport>(Names)!;
}
