namespace SmtpAdmin.Reputation;

/// <summary>What keeps a list's answer from being known.</summary>
internal enum DnsblProblemKind
{
    /// <summary>No answer came in time.</summary>
    Timeout,

    /// <summary>The look-up failed in another way: SERVFAIL, a broken message, no route.</summary>
    NoAnswer,

    /// <summary>The DNS server answered REFUSED.</summary>
    RefusedByServer,

    /// <summary>The list answered with its code for "not to you" or "not this question".</summary>
    RefusalCode,

    /// <summary>An answer in 127.0.0.0/8 that the list does not document.</summary>
    UndocumentedCode,

    /// <summary>An answer outside 127.0.0.0/8: a resolver that invents answers, or a parked zone.</summary>
    OutsideLoopback,

    /// <summary>The list does not hold its own test entry: it is empty, closed or gone.</summary>
    TestEntryMissing,

    /// <summary>The zone is not in the catalogue, and by its test entries a list of another kind of target.</summary>
    OtherKind,

    /// <summary>The list's zone does not exist.</summary>
    ZoneGone,

    /// <summary>The list holds what no list may hold: it lists everything.</summary>
    ListsEverything,
}
