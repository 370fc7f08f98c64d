namespace SmtpAdmin.Provisioning;

/// <summary>Why records were not published.</summary>
public enum DnsPublishFault
{
    /// <summary>The zone of a name could not be found.</summary>
    ZoneNotFound,

    /// <summary>The server that takes the zone's changes could not be found.</summary>
    ServerNotFound,

    /// <summary>The name is in another zone, to which this one delegates, or below a DNAME record.</summary>
    Delegated,

    /// <summary>An alias stands beside other data (RFC 1034 section 3.6.2).</summary>
    CnameBesideOtherData,

    /// <summary>The set holds text of another kind, which would be lost.</summary>
    OtherRecords,

    /// <summary>The type is one that the zone itself lives by, which is not changed here.</summary>
    ZoneRecord,

    /// <summary>The set does not fit into one update message.</summary>
    TooLong,

    /// <summary>YXDOMAIN, YXRRSET, NXDOMAIN, NXRRSET: somebody changed it first.</summary>
    ChangedMeanwhile,

    /// <summary>REFUSED: the server's policy does not allow it.</summary>
    Refused,

    /// <summary>NOTAUTH: the server is not authoritative for the zone.</summary>
    NotAuth,

    /// <summary>NOTZONE: a name is not in the zone.</summary>
    NotZone,

    /// <summary>BADKEY: the server does not know the key.</summary>
    BadKey,

    /// <summary>BADSIG: the server has another secret under the key's name.</summary>
    BadSignature,

    /// <summary>BADTIME: the clocks differ by too much.</summary>
    BadTime,

    /// <summary>NOTIMP: the server takes no updates.</summary>
    NotImplemented,

    /// <summary>The server answered with another error.</summary>
    ServerError,

    /// <summary>The server could not be reached.</summary>
    Unreachable,

    /// <summary>The server did not say what is there now.</summary>
    NoAnswer,

    /// <summary>It is not known whether the change was carried out.</summary>
    OutcomeUnknown,

    /// <summary>The journal could not be written, so nothing was sent.</summary>
    JournalUnwritable,

    /// <summary>The journal cannot be read, or is none.</summary>
    BadJournal,
}
