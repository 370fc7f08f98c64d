namespace SmtpAdmin.Dns;

/// <summary>Response codes (RFC 1035 section 4.1.1 and the IANA registry), for messages as for <see cref="DnsAnswer.Rcode"/>.</summary>
public static class DnsRcode
{
    /// <summary>No error.</summary>
    public const int NoError = 0;

    /// <summary>The server could not read the query.</summary>
    public const int FormatError = 1;

    /// <summary>The server failed.</summary>
    public const int ServFail = 2;

    /// <summary>The name does not exist.</summary>
    public const int NxDomain = 3;

    /// <summary>The server does not do this kind of query.</summary>
    public const int NotImplemented = 4;

    /// <summary>The server will not answer this client.</summary>
    public const int Refused = 5;

    /// <summary>The server does not know this version of EDNS (RFC 6891 section 6.1.3).</summary>
    public const int BadVersion = 16;

    /// <summary>The code's name as tools print it, such as <c>SERVFAIL</c>; a number without a name as <c>RCODE 23</c>.</summary>
    public static string ToText(int rcode) => rcode switch
    {
        NoError => "NOERROR",
        FormatError => "FORMERR",
        ServFail => "SERVFAIL",
        NxDomain => "NXDOMAIN",
        NotImplemented => "NOTIMP",
        Refused => "REFUSED",
        6 => "YXDOMAIN",
        7 => "YXRRSET",
        8 => "NXRRSET",
        9 => "NOTAUTH",
        10 => "NOTZONE",
        BadVersion => "BADVERS",
        _ => FormattableString.Invariant($"RCODE {rcode}"),
    };
}
