namespace SmtpAdmin.Provisioning;

/// <summary>What is to be done, and what speaks against it.</summary>
public sealed record DnsPublishPlan
{
    /// <summary>Every set, those that are to stay as they are included.</summary>
    public IReadOnlyList<DnsRecordChange> Changes { get; init => field = Indexable.Of(value); } = [];

    /// <summary>Why nothing can be published; empty where nothing speaks against it.</summary>
    public IReadOnlyList<DnsPublishProblem> Problems { get; init => field = Indexable.Of(value); } = [];

    /// <summary>Which sets of a journal are not put back, and why: somebody else changed them since. The others can be.</summary>
    public IReadOnlyList<DnsPublishProblem> LeftAlone { get; init => field = Indexable.Of(value); } = [];
}
