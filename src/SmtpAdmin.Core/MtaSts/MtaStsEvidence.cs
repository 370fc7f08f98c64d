using SmtpAdmin.Dns;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.MtaSts;

/// <summary>What the DNS says of a domain for which a policy is made.</summary>
internal sealed record MtaStsEvidence
{
    private const string TlsRptLabel = "_smtp._tls"; // RFC 8460 section 3
    private const string TlsRptVersion = "v=TLSRPTv1";

    /// <summary>The domain's MX records.</summary>
    public required DnsAnswer Mx { get; init; }

    /// <summary>What is published at the record's name.</summary>
    public required PublishedText Published { get; init; }

    /// <summary>The addresses of the host that is to serve the file, of both families.</summary>
    public required IReadOnlyList<DnsAnswer> PolicyHost { get; init; }

    /// <summary>The TXT records of the name for TLS reports.</summary>
    public required DnsAnswer TlsRpt { get; init; }

    /// <summary>The mail exchangers, by preference; none where the domain says that it takes no mail.</summary>
    public IReadOnlyList<DnsName> MxHosts => [.. Mx.Records.OfType<MxRecord>().Where(record => !record.IsNull).OrderBy(record => record.Preference).Select(record => DnsName.Parse(record.Exchange.ToString().ToLowerInvariant())).Distinct()];

    /// <summary>The domain says that it takes no mail (RFC 7505).</summary>
    public bool IsNullMx => Mx.Records.OfType<MxRecord>().Any(record => record.IsNull) && MxHosts.Count == 0;

    /// <summary>The domain asks for TLS reports.</summary>
    public bool HasTlsRpt => TlsRpt.Records.OfType<TxtRecord>().Any(record => record.Text.StartsWith(TlsRptVersion, StringComparison.Ordinal));

    /// <summary>Asks all questions at once.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<MtaStsEvidence> CollectAsync(IDnsResolver resolver, DnsName domain, DnsName owner, CancellationToken cancellationToken)
    {
        // The owner's label is longer by one than that of the host, and nothing than that of TLS reports, which may be too long.
        var host = DnsName.Parse(MtaStsText.HostLabel).Append(domain);
        var mx = AskAsync(domain, DnsType.MX);
        var published = PublishedText.AskAsync(resolver, owner, domain, MtaStsText.Version, cancellationToken);
        var addresses = Task.WhenAll(AskAsync(host, DnsType.A), AskAsync(host, DnsType.AAAA));
        var reports = DnsName.Parse(TlsRptLabel).TryAppend(domain, out var name) ? AskAsync(name, DnsType.TXT) : Task.FromResult(new DnsAnswer { Name = domain, Type = DnsType.TXT, Outcome = DnsOutcome.NxDomain });
        return new MtaStsEvidence
        {
            Mx = await mx.ConfigureAwait(false),
            Published = await published.ConfigureAwait(false),
            PolicyHost = await addresses.ConfigureAwait(false),
            TlsRpt = await reports.ConfigureAwait(false),
        };

        Task<DnsAnswer> AskAsync(DnsName asked, DnsType type) => resolver.ResolveAsync(asked, type, cancellationToken).AsTask();
    }
}
