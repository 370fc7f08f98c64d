namespace SmtpAdmin.Reputation;

/// <summary>One look-up of a list's test entry.</summary>
/// <param name="Subject">What the entry is.</param>
/// <param name="Entry">The address or domain, e.g. <c>127.0.0.2</c>.</param>
/// <param name="MustBeListed">It must be listed; or else it must not.</param>
/// <param name="QueriedName">The name that was looked up. A key in it is shown as <c>{key}</c>.</param>
/// <param name="Status">What the list said. With any code but a refusal the entry is listed: test entries may have codes of their own.</param>
/// <param name="Codes">The addresses that it answered with.</param>
public sealed record DnsblTestQuery(
    DnsblSubject Subject, string Entry, bool MustBeListed, string QueriedName, DnsblStatus Status, IReadOnlyList<string> Codes)
{
    /// <summary>The addresses that it answered with.</summary>
    public IReadOnlyList<string> Codes { get; init => field = Indexable.Of(value); } = Indexable.Of(Codes);

    /// <summary>The list said what it must say.</summary>
    public bool Passed => MustBeListed ? Codes.Count > 0 && Status is not (DnsblStatus.Broken or DnsblStatus.Refused) : Status == DnsblStatus.NotListed && Codes.Count == 0;

    /// <summary>The look-up and its answer on one line.</summary>
    public override string ToString() => $"{Entry} {(MustBeListed ? "must be" : "must not be")} listed: {Status}{(Codes.Count > 0 ? " " : "")}{string.Join(", ", Codes)}";
}
