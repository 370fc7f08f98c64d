using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>A term, and what the DNS says to it, for every sender at once.</summary>
internal sealed record SpfWalkedTerm
{
    /// <summary>The term.</summary>
    public required SpfTerm Term { get; init; }

    /// <summary>No check ever comes to it: a mechanism behind <c>all</c>, or a <c>redirect=</c> beside one (RFC 7208 sections 5.1 and 6.1). Nothing is looked up for it.</summary>
    public bool IsIgnored { get; init; }

    /// <summary>The domain that it is about; null when it is about none, or when that hangs on the sender.</summary>
    public SpfDomain? Target { get; init; }

    /// <summary>The look-ups made for it, in their order, those of an included record apart. Of <c>mx</c>: first the exchangers.</summary>
    public IReadOnlyList<DnsAnswer> Answers { get; init; } = [];

    /// <summary>The networks that it matches: of <c>ip4</c>, <c>ip6</c>, and <c>a</c> and <c>mx</c> as far as the DNS told.</summary>
    public IReadOnlyList<SpfNetwork> Networks { get; init; } = [];

    /// <summary>The record that it includes or redirects to; null for other terms.</summary>
    public SpfWalkedRecord? Record { get; init; }

    /// <summary>How many of the ten look-ups it costs, those of the record within it included.</summary>
    public int LookupCount { get; init; }

    /// <summary>As <see cref="LookupCount"/>, without those of the record within it.</summary>
    public int OwnLookupCount => LookupCount - (Record?.LookupCount ?? 0);

    /// <summary>How many look-ups find nothing for an IPv4 sender, those of the record within it included.</summary>
    public int VoidLookupCount4 { get; init; }

    /// <summary>As <see cref="VoidLookupCount4"/>, for an IPv6 sender.</summary>
    public int VoidLookupCount6 { get; init; }

    /// <summary>A look-up failed, so that what it matches is not known, or not all of it.</summary>
    public bool IsUnknown => Answers.Any(answer => !answer.IsConclusive) || Record is { Status: SpfWalkStatus.Unknown };
}
