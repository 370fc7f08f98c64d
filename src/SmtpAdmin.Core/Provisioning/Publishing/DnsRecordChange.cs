using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>One set, as it is and as it is to be.</summary>
public sealed record DnsRecordChange
{
    internal DnsRecordChange(DnsName zone, DnsPublishTarget target, DnsRecordSet before, DnsRecordSet after) => (Zone, Target, Before, After) = (zone, target, before, after);

    /// <summary>The zone that it is in.</summary>
    public DnsName Zone { get; }

    /// <summary>The server that takes the change, for people.</summary>
    public string Server => Target.Shown;

    /// <summary>What is there; without records where there is nothing.</summary>
    public DnsRecordSet Before { get; }

    /// <summary>What is to be there; without records where there is to be nothing.</summary>
    public DnsRecordSet After { get; }

    /// <summary>Something is to be done.</summary>
    public bool IsChange => !Before.HasSameData(After) || (After.Records.Count > 0 && Before.TimeToLive != After.TimeToLive);

    /// <summary>What people should know of it, as sentences; empty where there is nothing.</summary>
    public string Note { get; init; } = "";

    /// <summary>The name is there, with or without records of the type.</summary>
    internal bool NameIsThere { get; init; }

    /// <summary>The name is an alias for this one; null where it is none.</summary>
    internal DnsName? Alias { get; init; }

    /// <summary>The server that takes the change.</summary>
    internal DnsPublishTarget Target { get; }

    /// <summary>What is to be done, in a word or two.</summary>
    public string Action => !IsChange ? "Leave" : Before.Records.Count == 0 ? "Add" : After.Records.Count == 0 ? "Remove" : "Replace";

    /// <summary>What it is about, for people.</summary>
    public string Subject => $"{After.Name} {DnsTypeText.Of(After.Type)} (zone {Zone} at {Server})";

    /// <summary>What would become of it, as a result: nothing is sent.</summary>
    public DnsPublication WhatIf() => new()
    {
        Status = !IsChange ? DnsPublishStatus.Unchanged : After.Records.Count > 0 ? DnsPublishStatus.WouldPublish : DnsPublishStatus.WouldRemove,
        Zone = Zone.ToString(),
        Server = Server,
        Before = Before,
        After = After,
    };

    /// <inheritdoc/>
    public override string ToString() => string.Join('\n', [$"{Action} {Subject}", .. new DnsRecordDifference(Before, After).Lines()]);
}
