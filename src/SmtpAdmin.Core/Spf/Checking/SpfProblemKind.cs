namespace SmtpAdmin.Spf;

/// <summary>Why a check ended in an error.</summary>
public enum SpfProblemKind
{
    /// <summary>A record is not well formed: permanent (RFC 7208 section 4.6).</summary>
    Syntax,

    /// <summary>A domain publishes several records: permanent (RFC 7208 section 4.5).</summary>
    SeveralRecords,

    /// <summary>More than ten terms cost a look-up: permanent (RFC 7208 section 4.6.4).</summary>
    LookupLimit,

    /// <summary>Too many look-ups found nothing: permanent (RFC 7208 section 4.6.4).</summary>
    VoidLookupLimit,

    /// <summary>A domain has more than ten mail exchangers: permanent (RFC 7208 section 4.6.4).</summary>
    MxLimit,

    /// <summary>A record includes a domain that publishes none: permanent (RFC 7208 section 5.2).</summary>
    IncludeWithoutRecord,

    /// <summary>A record redirects to a domain that publishes none: permanent (RFC 7208 section 6.1).</summary>
    RedirectWithoutRecord,

    /// <summary>The DNS failed or did not answer: temporary (RFC 7208 section 4.4 and 5).</summary>
    DnsFailure,

    /// <summary>The check took longer than it may: temporary (RFC 7208 section 4.6.4).</summary>
    TimeLimit,
}
