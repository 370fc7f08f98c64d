using System.Net;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Smtp.Client;

/// <summary>Finds the hosts that take a domain's mail (RFC 5321 section 5.1, RFC 7505).</summary>
/// <param name="resolver">Asks the DNS.</param>
/// <param name="random">Decides among hosts of equal preference. One that is shared between threads has to be safe for it, as <see cref="Random.Shared"/> is.</param>
public sealed class MailRouter(IDnsResolver resolver, Random random)
{
    /// <summary>How many hosts of a domain are looked at; the rest of a longer list is left out.</summary>
    public const int MaxHosts = 32;

    /// <summary>Each host's addresses are looked up too, for the findings about it. Whoever only delivers looks them up when it comes to them.</summary>
    internal bool ExaminesHosts { get; init; } = true;

    /// <summary>Finds the hosts for a recipient.</summary>
    /// <param name="recipient">The recipient; its domain decides.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The route; what the network did is in it, never thrown.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ValueTask<MailRoute> RouteAsync(EmailAddress recipient, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        return recipient.AddressLiteral is { } address
            ? ValueTask.FromResult(ForLiteral(recipient.Domain, address))
            : RouteAsync(DnsName.Parse(recipient.Domain), cancellationToken);
    }

    /// <summary>Finds the hosts for a domain.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The route; what the network did is in it, never thrown.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async ValueTask<MailRoute> RouteAsync(DnsName domain, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(domain);
        var answer = await resolver.ResolveAsync(domain, DnsType.MX, cancellationToken).ConfigureAwait(false);
        return answer.Outcome switch
        {
            DnsOutcome.Answer => await ByMxAsync(domain, answer, cancellationToken).ConfigureAwait(false),
            DnsOutcome.NoData => await ImplicitAsync(domain, cancellationToken).ConfigureAwait(false),
            DnsOutcome.NxDomain => Failure(domain, SmtpFailureKind.NameNotFound, $"The domain {domain} does not exist."),
            // Without a conclusive answer there may well be MX records: an implicit MX would send mail to the wrong host.
            _ => Unknown(domain, "MX records", answer),
        };
    }

    private static MailRoute ForLiteral(string domain, IPAddress address) => new()
    {
        Domain = domain,
        Kind = MailRouteKind.AddressLiteral,
        Hosts = [new MailHost(domain, null, address)],
        Text = $"The recipient's domain is the address {address}.",
    };

    private async ValueTask<MailRoute> ByMxAsync(DnsName domain, DnsAnswer answer, CancellationToken cancellationToken)
    {
        var records = answer.Records.OfType<MxRecord>().ToList();
        if (records.Count > 0 && records.TrueForAll(record => record.IsNull))
            return Failure(domain, SmtpFailureKind.NullMx, $"The domain {domain} takes no mail: its MX is the root (null MX, RFC 7505).");

        var findings = new List<Finding>();
        if (records.RemoveAll(record => record.IsNull) > 0) findings.Add(MxFindings.NullAmongOthers(domain));
        foreach (var record in records.Where(record => IsAddress(record.Exchange))) findings.Add(MxFindings.IsAddress(domain, record));
        records.RemoveAll(record => IsAddress(record.Exchange));

        var hosts = Ordered(records);
        if (hosts.Count == 0)
        {
            return Failure(domain, SmtpFailureKind.NameNotFound, $"No MX record of {domain} names a host.") with { Findings = findings };
        }
        if (hosts.Count > MaxHosts)
        {
            findings.Add(MxFindings.TooMany(domain, hosts.Count));
            hosts.RemoveRange(MaxHosts, hosts.Count - MaxHosts);
        }
        var checks = hosts.Select(host => ExaminesHosts ? CheckAsync(domain, host, cancellationToken).AsTask() : Task.FromResult<IReadOnlyList<Finding>>([]));
        var found = await Task.WhenAll(checks).ConfigureAwait(false);
        return new MailRoute
        {
            Domain = domain.ToString(),
            Kind = MailRouteKind.Mx,
            Hosts = [.. hosts.Zip(found, (host, about) => new MailHost(host.Exchange.ToString(), host.Preference) { Findings = about })],
            Findings = [.. findings, .. found.SelectMany(about => about)],
            Text = $"{domain} has its mail at {string.Join(", ", hosts.Select(host => FormattableString.Invariant($"{host.Exchange} ({host.Preference})")))}.",
        };
    }

    /// <summary>Lower preference first, equals in random order (RFC 5321 section 5.1); a host that stands twice keeps its better place.</summary>
    private List<MxRecord> Ordered(List<MxRecord> records)
    {
        var shuffled = records.ToArray();
        random.Shuffle(shuffled);
        return [.. shuffled.OrderBy(record => record.Preference).DistinctBy(record => record.Exchange)];
    }

    private async ValueTask<IReadOnlyList<Finding>> CheckAsync(DnsName domain, MxRecord record, CancellationToken cancellationToken)
    {
        var four = await resolver.ResolveAsync(record.Exchange, DnsType.A, cancellationToken).ConfigureAwait(false);
        if (four.Aliases.Count > 0) return [MxFindings.IsAlias(domain, record, four.CanonicalName)];
        if (four.Outcome == DnsOutcome.NxDomain) return [MxFindings.HasNoAddress(domain, record)];
        if (four.Outcome != DnsOutcome.NoData) return [];
        var six = await resolver.ResolveAsync(record.Exchange, DnsType.AAAA, cancellationToken).ConfigureAwait(false);
        return six.Outcome is DnsOutcome.NoData or DnsOutcome.NxDomain ? [MxFindings.HasNoAddress(domain, record)] : [];
    }

    /// <summary>A domain without MX is its own host, if it has an address (RFC 5321 section 5.1).</summary>
    private async ValueTask<MailRoute> ImplicitAsync(DnsName domain, CancellationToken cancellationToken)
    {
        var four = await resolver.ResolveAsync(domain, DnsType.A, cancellationToken).ConfigureAwait(false);
        var answer = four;
        if (four.Outcome != DnsOutcome.Answer)
        {
            var six = await resolver.ResolveAsync(domain, DnsType.AAAA, cancellationToken).ConfigureAwait(false);
            if (six.Outcome == DnsOutcome.Answer || four.IsConclusive) answer = six;
        }
        if (!answer.IsConclusive) return Unknown(domain, "addresses", answer);
        if (answer.Outcome != DnsOutcome.Answer)
            return Failure(domain, SmtpFailureKind.NameNotFound, $"The domain {domain} has neither MX nor address records.");
        return new MailRoute
        {
            Domain = domain.ToString(),
            Kind = MailRouteKind.ImplicitMx,
            Hosts = [new MailHost(domain.ToString(), 0)],
            Findings = [MxFindings.Implicit(domain)],
            Text = $"{domain} has no MX records, so that its own address counts (RFC 5321 section 5.1).",
        };
    }

    private static MailRoute Unknown(DnsName domain, string what, DnsAnswer answer)
    {
        var detail = answer.Detail.TrimEnd('.');
        return Failure(domain, SmtpFailureKind.NameUnknown,
            $"The {what} of {domain} are not known: the look-up ended in {answer.Outcome}{(detail.Length > 0 ? $" ({detail})" : "")}.");
    }

    private static MailRoute Failure(DnsName domain, SmtpFailureKind kind, string text) =>
        new() { Domain = domain.ToString(), Kind = MailRouteKind.None, FailureKind = kind, Text = text };

    /// <summary>Someone wrote an address where a name belongs: "192.0.2.1" is then a name of four labels.</summary>
    private static bool IsAddress(DnsName exchange)
    {
        var text = exchange.ToString();
        return (exchange.LabelCount == 4 || text.Contains(':', StringComparison.Ordinal)) && IPAddress.TryParse(text, out _);
    }
}
