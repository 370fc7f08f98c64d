using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>A look-up that a check made.</summary>
/// <param name="Name">The name asked for.</param>
/// <param name="Type">The type asked for.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Answers">The data of the records.</param>
/// <param name="DurationMs">How long it took, in milliseconds; zero from the cache.</param>
public sealed record SpfTraceLookup(string Name, DnsType Type, DnsOutcome Outcome, IReadOnlyList<string> Answers, double DurationMs)
{
    /// <summary>The data of the records.</summary>
    public IReadOnlyList<string> Answers { get; init => field = Indexable.Of(value); } = Answers;

    internal static SpfTraceLookup Of(DnsAnswer answer) => new(
        answer.Name.ToString(), answer.Type, answer.Outcome, [.. answer.Aliases.Concat(answer.Records).Select(record => record is CnameRecord ? $"CNAME {record.DataText}" : record.DataText)], Milliseconds.Of(answer.Duration));

    /// <inheritdoc/>
    public override string ToString() => $"{Type} {Name}: {(Answers.Count > 0 ? string.Join(", ", Answers) : Outcome)}";
}
