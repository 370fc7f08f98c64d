namespace SmtpAdmin.Provisioning;

/// <summary>Something that comes to records to be published: what makes records implements it, so that all of it can be exported, published and waited for alike.</summary>
public interface IDnsRecordSource
{
    /// <summary>The record sets; none where they have no name yet.</summary>
    IReadOnlyList<DnsRecordSet> RecordSets { get; }
}
