namespace SmtpAdmin.Dns;

/// <summary>How a look-up ended. Only the first three say something about the name; all others mean <em>unknown</em>.</summary>
public enum DnsOutcome
{
    /// <summary>At least one record of the type that was asked for.</summary>
    Answer,

    /// <summary>The name exists, but has no record of this type (RFC 2308 section 2.2).</summary>
    NoData,

    /// <summary>The name does not exist (RCODE 3; RFC 2308 section 2.1, RFC 8020).</summary>
    NxDomain,

    /// <summary>The server failed (RCODE 2): broken delegation, DNSSEC failure, unreachable authority.</summary>
    ServFail,

    /// <summary>The server will not answer this client (RCODE 5).</summary>
    Refused,

    /// <summary>No answer came in time from any server.</summary>
    Timeout,

    /// <summary>An answer came that is no valid DNS message, or its CNAME chain loops or is too long.</summary>
    Malformed,

    /// <summary>Another RCODE (see <see cref="DnsAnswer.Rcode"/>), such as FORMERR or NOTIMP.</summary>
    ServerError,

    /// <summary>The server could not be reached at all: no route, port closed, no server configured.</summary>
    Unreachable,
}
