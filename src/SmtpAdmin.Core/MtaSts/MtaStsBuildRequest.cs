namespace SmtpAdmin.MtaSts;

/// <summary>What a new policy is to say, as people write it.</summary>
public sealed record MtaStsBuildRequest
{
    /// <summary>The domain that takes mail.</summary>
    public required string Domain { get; init; }

    /// <summary>What senders are to do.</summary>
    public MtaStsMode Mode { get; init; }

    /// <summary>The mail hosts, or patterns such as <c>*.example.net</c>; empty for those of the domain's MX records.</summary>
    public IReadOnlyList<string> MxHost { get; init; } = [];

    /// <summary>How long senders may keep the policy, in whole seconds; null for what is usual in the mode.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>The id of the policy; null for one that is made from its content.</summary>
    public string? Id { get; init; }

    /// <summary>Ask the DNS nothing.</summary>
    public bool NoLookup { get; init; }
}
