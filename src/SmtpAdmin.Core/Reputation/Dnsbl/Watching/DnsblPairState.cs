namespace SmtpAdmin.Reputation;

/// <summary>
/// What is known of a target on a list. <see cref="DnsblStatus.NotListed"/> and <see cref="DnsblStatus.Allowed"/> differ in what is shown, not in
/// what changes: a target is listed or is not.
/// </summary>
internal sealed record DnsblPairState
{
    public required string Target { get; init; }

    public required string Zone { get; init; }

    public required DnsblStatus Status { get; init; }

    /// <summary>Sorted, each once.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];

    /// <summary>When the listing was first seen; null when there is none.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>When a run last had an answer.</summary>
    public required DateTimeOffset CheckedAt { get; init; }

    public DnsblPendingState? Pending { get; init; }

    private bool IsListed => Status == DnsblStatus.Listed;

    /// <summary>A pair that no run has seen: not listed, as far as is known.</summary>
    public static DnsblPairState Unseen(string target, string zone) =>
        new() { Target = target, Zone = zone, Status = DnsblStatus.NotListed, CheckedAt = DateTimeOffset.MinValue };

    /// <summary>The status is an answer, not the lack of one.</summary>
    public static bool IsConclusive(DnsblStatus status) => status is DnsblStatus.Listed or DnsblStatus.NotListed or DnsblStatus.Allowed;

    /// <summary>The codes in the one order in which sets of them are compared.</summary>
    public static IReadOnlyList<string> Sorted(IReadOnlyList<string> codes) =>
        codes.Count < 2 ? codes : [.. codes.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>When the listing was first seen that an answer is about, one that waits for confirmation among them; null when it is about none.</summary>
    public DateTimeOffset? SinceFor(DnsblStatus status) =>
        status != DnsblStatus.Listed ? null : Since ?? (Pending is { Status: DnsblStatus.Listed } pending ? pending.Since : null);

    /// <summary>The answer says something else than what is known.</summary>
    public bool DiffersFrom(DnsblStatus status, IReadOnlyList<string> codes)
    {
        var isListed = status == DnsblStatus.Listed;
        return isListed != IsListed || (isListed && !codes.SequenceEqual(Codes));
    }

    /// <summary>Takes in one run's answer.</summary>
    /// <param name="status">A conclusive one.</param>
    /// <param name="codes">Sorted.</param>
    /// <param name="at">When it came, in UTC.</param>
    /// <param name="confirmations">How many runs in a row must say so before it is a change.</param>
    public DnsblPairStep Next(DnsblStatus status, IReadOnlyList<string> codes, DateTimeOffset at, int confirmations)
    {
        if (!DiffersFrom(status, codes)) return new(this with { Status = status, Codes = codes, CheckedAt = at, Pending = null }, null, Since);

        var isListed = status == DnsblStatus.Listed;
        var pending = ContinuesPending(status, codes)
            ? new DnsblPendingState(status, codes, Math.Max(Pending!.Runs, Pending.Runs + 1), Pending.Since)
            : new DnsblPendingState(status, codes, 1, at);
        var since = isListed ? Since ?? pending.Since : (DateTimeOffset?)null;
        if (pending.Runs < confirmations) return new(this with { CheckedAt = at, Pending = pending }, null, since);

        var change = !isListed ? DnsblChange.Removed : IsListed ? DnsblChange.CodeChanged : DnsblChange.Added;
        return new(this with { Status = status, Codes = codes, Since = since, CheckedAt = at, Pending = null }, change, since ?? Since);
    }

    /// <summary>A listing whose codes vary from run to run is a listing all the same; only a change of codes is about the codes.</summary>
    private bool ContinuesPending(DnsblStatus status, IReadOnlyList<string> codes) =>
        Pending is { } pending
        && (pending.Status == DnsblStatus.Listed) == (status == DnsblStatus.Listed)
        && (!IsListed || status != DnsblStatus.Listed || codes.SequenceEqual(pending.Codes));
}
