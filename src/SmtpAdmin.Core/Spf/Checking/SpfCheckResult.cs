using System.Net;

namespace SmtpAdmin.Spf;

/// <summary>What a domain's record says of a sender (RFC 7208 section 2.6).</summary>
public sealed record SpfCheckResult
{
    /// <summary>The address that the mail comes from.</summary>
    public required IPAddress IPAddress { get; init; }

    /// <summary>The MAIL FROM address; empty for the null sender.</summary>
    public required string MailFrom { get; init; }

    /// <summary>The name in HELO or EHLO; null when none was given.</summary>
    public string? HeloName { get; init; }

    /// <summary>The result.</summary>
    public required SpfResult Result { get; init; }

    /// <summary>The domain that was checked: that of MAIL FROM, or the HELO name for the null sender.</summary>
    public required string Domain { get; init; }

    /// <summary>The mechanism of the directive that decided; null when none matched.</summary>
    public SpfMechanism? MatchedMechanism => MatchedDirective?.Mechanism;

    /// <summary>The directive that decided, and the record that it stands in; null when none matched.</summary>
    public SpfMatch? MatchedDirective { get; init; }

    /// <summary>What the domain has to say to those whose mail fails (RFC 7208 section 6.2), macros expanded; null when it says nothing, or not in plain ASCII.</summary>
    public string? Explanation { get; init; }

    /// <summary>The name that publishes <see cref="Explanation"/>; null when there is none.</summary>
    public string? ExplanationSource { get; init; }

    /// <summary>Why the result is an error, and where; null when it is none.</summary>
    public SpfProblem? Problem { get; init; }

    /// <summary>How many terms cost a look-up; more than ten are an error (RFC 7208 section 4.6.4).</summary>
    public int LookupCount { get; init; }

    /// <summary>How many look-ups of terms found nothing (RFC 7208 section 4.6.4).</summary>
    public int VoidLookupCount { get; init; }

    /// <summary>The records and terms tried, with their look-ups; null when none was asked for.</summary>
    public SpfTraceRecord? Trace { get; init; }

    /// <summary>The host that checked, for <see cref="ReceivedSpf"/>.</summary>
    internal string? Receiver { get; init; }

    /// <summary>The header that a receiver would put in front of the message (RFC 7208 section 9.1), on one line.</summary>
    public string ReceivedSpf => SpfReceivedHeader.Format(this);

    /// <summary>The sender is authorized.</summary>
    public bool Passed => Result == SpfResult.Pass;

    /// <summary>How long the check took, in milliseconds.</summary>
    public double DurationMs { get; init; }
}
