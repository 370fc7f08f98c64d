namespace SmtpAdmin.Provisioning;

/// <summary>What became of a record set.</summary>
public enum DnsPublishStatus
{
    /// <summary>It was as it is to be; nothing was sent.</summary>
    Unchanged,

    /// <summary>The server has taken it.</summary>
    Published,

    /// <summary>The server has taken it away.</summary>
    Removed,

    /// <summary>It would be published; nothing was sent, as only that was asked.</summary>
    WouldPublish,

    /// <summary>It would be taken away; nothing was sent, as only that was asked.</summary>
    WouldRemove,

    /// <summary>Nothing was changed: the server did not take the change, or it was not sent.</summary>
    NotPublished,

    /// <summary>Somebody changed it between our reading and our writing; nothing was changed by us.</summary>
    ChangedMeanwhile,

    /// <summary>It is not known whether the change was carried out.</summary>
    Unknown,
}
