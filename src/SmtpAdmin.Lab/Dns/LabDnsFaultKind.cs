namespace SmtpAdmin.Lab;

/// <summary>What a DNS server does wrong, by order.</summary>
public enum LabDnsFaultKind
{
    /// <summary>Answers SERVFAIL.</summary>
    ServFail,
    /// <summary>Answers REFUSED.</summary>
    Refused,
    /// <summary>Answers NOTIMP.</summary>
    NotImplemented,
    /// <summary>Never answers; closes a TCP connection.</summary>
    Drop,
    /// <summary>Answers with octets that are no DNS message, behind the right id.</summary>
    Garbage,
    /// <summary>Answers with half of the right message.</summary>
    CutShort,
    /// <summary>Over UDP, answers with TC and no records, so that the client must come by TCP.</summary>
    Truncate,
    /// <summary>Answers with another id, as a spoofer would, and not again.</summary>
    WrongId,
    /// <summary>Answers with another id first, then rightly.</summary>
    WrongIdFirst,
    /// <summary>Answers a question that was not asked.</summary>
    WrongQuestion,
    /// <summary>Answers rightly, but after <see cref="LabDnsFault.Delay"/>.</summary>
    Late,
    /// <summary>Does what it is asked, updates too, and never answers; closes a TCP connection.</summary>
    AnswerLost,
    /// <summary>Answers a signed request rightly, but without a signature.</summary>
    Unsigned,
}
