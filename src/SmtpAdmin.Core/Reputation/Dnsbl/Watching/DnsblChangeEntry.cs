using System.Text.Json;

namespace SmtpAdmin.Reputation;

/// <summary>The log's line for a change.</summary>
/// <param name="Time">When the list answered.</param>
public sealed record DnsblChangeEntry(DateTimeOffset Time) : DnsblLogEntry(Time)
{
    /// <summary>What changed.</summary>
    public required DnsblChange Change { get; init; }

    /// <summary>The address or domain.</summary>
    public required string Target { get; init; }

    /// <summary>The list's name.</summary>
    public required string Provider { get; init; }

    /// <summary>The list's zone. A key in it is shown as <c>{key}</c>.</summary>
    public required string Zone { get; init; }

    /// <summary>What the list says now.</summary>
    public required DnsblStatus Status { get; init; }

    /// <summary>The addresses that it answered with.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];

    /// <summary>What it means by them.</summary>
    public IReadOnlyList<string> Meanings { get; init; } = [];

    /// <summary>The list's own words; null when it has none.</summary>
    public string? Reason { get; init; }

    /// <summary>When the listing, or the one that ended, was first seen.</summary>
    public DateTimeOffset? Since { get; init; }

    internal override string Event => "change";

    /// <summary>The line for a result that is a change.</summary>
    /// <exception cref="ArgumentException">The result is none.</exception>
    public static DnsblChangeEntry From(DnsblResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new DnsblChangeEntry(result.CheckedAt)
        {
            Change = result.Change ?? throw new ArgumentException("The result is no change.", nameof(result)),
            Target = result.Target,
            Provider = result.Provider,
            Zone = result.Zone,
            Status = result.Status,
            Codes = result.Codes,
            Meanings = result.Meanings,
            Reason = result.Reason,
            Since = result.Since,
        };
    }

    private protected override void WriteProperties(Utf8JsonWriter writer)
    {
        writer.WriteString("change", Change.ToString());
        writer.WriteText("target", Target);
        writer.WriteText("provider", Provider);
        writer.WriteText("zone", Zone);
        writer.WriteString("status", Status.ToString());
        writer.WriteTexts("codes", Codes);
        writer.WriteTexts("meanings", Meanings);
        writer.WriteText("reason", Reason);
        writer.WriteTime("since", Since);
    }
}
