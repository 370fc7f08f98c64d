namespace SmtpAdmin.Dns;

/// <summary>How an update ended (RFC 2136 section 2.2, RFC 8945 section 3).</summary>
public enum DnsUpdateOutcome
{
    /// <summary>The server carried it out.</summary>
    Done,

    /// <summary>YXDOMAIN, YXRRSET, NXDOMAIN or NXRRSET: the zone is not as it was read. Nothing was changed.</summary>
    Changed,

    /// <summary>REFUSED: the server's policy does not let this client do it. Nothing was changed.</summary>
    Refused,

    /// <summary>NOTAUTH: the server is not authoritative for the zone. Nothing was changed.</summary>
    NotAuth,

    /// <summary>NOTZONE: a name is not in the zone. Nothing was changed.</summary>
    NotZone,

    /// <summary>NOTAUTH with BADKEY: the server does not know the key. Nothing was changed.</summary>
    BadKey,

    /// <summary>NOTAUTH with BADSIG: the server has another secret under the key's name. Nothing was changed.</summary>
    BadSignature,

    /// <summary>NOTAUTH with BADTIME: the clocks differ by too much. Nothing was changed.</summary>
    BadTime,

    /// <summary>NOTIMP: the server takes no updates. Nothing was changed.</summary>
    NotImplemented,

    /// <summary>FORMERR: the server could not read the message. Nothing was changed.</summary>
    FormatError,

    /// <summary>SERVFAIL, or a code that says nothing of updates: a server that passes updates on answers so too when it does not know what became of one.</summary>
    Failed,

    /// <summary>The server was not reached. Nothing was changed.</summary>
    NotSent,

    /// <summary>It was sent, and no answer came that can be believed: it may have been carried out, or may yet be.</summary>
    Unknown,
}
