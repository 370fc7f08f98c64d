namespace SmtpAdmin.Dmarc;

/// <summary>When a report about a single message is wanted (RFC 9989 section 4.7). The first two have the numbers that stand for them in the record.</summary>
public enum DmarcFailureOption
{
    /// <summary>When neither SPF nor DKIM passes aligned (<c>0</c>).</summary>
    AllFail = 0,

    /// <summary>When one of them does not (<c>1</c>).</summary>
    AnyFail = 1,

    /// <summary>When a signature fails, aligned or not (<c>d</c>, RFC 6651).</summary>
    Dkim = 2,

    /// <summary>When SPF fails, aligned or not (<c>s</c>, RFC 6652).</summary>
    Spf = 3,
}
