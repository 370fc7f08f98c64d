namespace SmtpAdmin.Reputation;

/// <summary>What a list's test entries showed.</summary>
/// <param name="Queries">The look-ups that were made.</param>
/// <param name="Reading">The answer that decided; null when the list passed.</param>
/// <param name="QueriedName">The name whose answer decided; empty when the list passed.</param>
internal sealed record DnsblTestVerdict(IReadOnlyList<DnsblTestQuery> Queries, DnsblReading? Reading, string QueriedName)
{
    /// <summary>The list can be believed.</summary>
    public bool Passed => Reading is null;

    /// <summary>Of a list that has stopped answering.</summary>
    public static DnsblTestVerdict Silent(string detail) =>
        new([], new DnsblReading(DnsblStatus.Unknown, [], [], new DnsblProblem(DnsblProblemKind.Timeout, detail)), "");
}
