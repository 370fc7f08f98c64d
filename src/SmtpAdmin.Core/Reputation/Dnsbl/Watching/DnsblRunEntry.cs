using System.Text.Json;

namespace SmtpAdmin.Reputation;

/// <summary>The log's line for a run.</summary>
/// <param name="Time">When the run ended.</param>
public sealed record DnsblRunEntry(DateTimeOffset Time) : DnsblLogEntry(Time)
{
    /// <summary>How many addresses and domains were asked about.</summary>
    public int Targets { get; init; }

    /// <summary>How many lists were asked.</summary>
    public int Lists { get; init; }

    /// <summary>How many results there were.</summary>
    public int Pairs { get; init; }

    /// <summary>How many of them were <see cref="DnsblStatus.Listed"/>.</summary>
    public int Listed { get; init; }

    /// <summary>How many of them were <see cref="DnsblStatus.NotListed"/>.</summary>
    public int NotListed { get; init; }

    /// <summary>How many of them were <see cref="DnsblStatus.Allowed"/>.</summary>
    public int Allowed { get; init; }

    /// <summary>How many of them were <see cref="DnsblStatus.Refused"/>.</summary>
    public int Refused { get; init; }

    /// <summary>How many of them were <see cref="DnsblStatus.Broken"/>.</summary>
    public int Broken { get; init; }

    /// <summary>How many of them were <see cref="DnsblStatus.Unknown"/>.</summary>
    public int Unknown { get; init; }

    /// <summary>How many results were a change.</summary>
    public int Changes { get; init; }

    /// <summary>The lists that were asked and told nothing of any target, by name.</summary>
    public IReadOnlyList<string> Blind { get; init; } = [];

    /// <summary>What went wrong: targets that could not be read, lists that could not be asked or believed, targets of which nothing is known, a state that could not be saved.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>How long the run took, in milliseconds.</summary>
    public double DurationMs { get; init; }

    internal override string Event => "run";

    private protected override void WriteProperties(Utf8JsonWriter writer)
    {
        writer.WriteNumber("targets", Targets);
        writer.WriteNumber("lists", Lists);
        writer.WriteNumber("pairs", Pairs);
        writer.WriteNumber("listed", Listed);
        writer.WriteNumber("notListed", NotListed);
        writer.WriteNumber("allowed", Allowed);
        writer.WriteNumber("refused", Refused);
        writer.WriteNumber("broken", Broken);
        writer.WriteNumber("unknown", Unknown);
        writer.WriteNumber("changes", Changes);
        writer.WriteTexts("blind", Blind);
        writer.WriteTexts("problems", Problems);
        writer.WriteNumber("durationMs", DurationMs);
    }
}
