namespace SmtpAdmin.Provisioning;

/// <summary>What was done.</summary>
public sealed record DnsPublishResult
{
    /// <summary>What became of each set.</summary>
    public IReadOnlyList<DnsPublication> Publications { get; init => field = Indexable.Of(value); } = [];

    /// <summary>What went wrong; empty when all is as it is to be.</summary>
    public IReadOnlyList<DnsPublishProblem> Problems { get; init => field = Indexable.Of(value); } = [];

    /// <summary>How many update messages were sent.</summary>
    public int MessageCount { get; init; }
}
