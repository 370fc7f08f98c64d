using System.Runtime.CompilerServices;
using SmtpAdmin.Dns;
using SmtpAdmin.Provisioning;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Dane;

/// <summary>Makes TLSA records for mail servers (RFC 6698, RFC 7671, RFC 7672), and holds them against what the DNS has.</summary>
/// <param name="resolver">Who is asked.</param>
/// <param name="timeProvider">Tells the time and measures the deadlines.</param>
/// <param name="connector">Makes the connections to servers; null for TCP.</param>
public sealed class TlsaRecordBuilder(IDnsResolver resolver, TimeProvider timeProvider, ISmtpConnector? connector = null)
{
    /// <summary>Makes a set for each port of the request, one after the other.</summary>
    /// <param name="request">What they are to be made of.</param>
    /// <param name="progress">Told when a stage of a session with the server begins; null for nobody.</param>
    /// <param name="cancellationToken">Ends look-ups and sessions.</param>
    /// <exception cref="TlsaException">No record can be made of what was given; thrown when the first result is asked for. What a server does is in the results.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async IAsyncEnumerable<TlsaNewRecord> BuildAsync(
        TlsaRequest request, IProgress<SmtpTestProgress>? progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var arguments = TlsaArguments.Read(request);
        var given = request.Certificate ?? (request.Path is { } path ? await TlsaFile.ReadAsync(path, cancellationToken).ConfigureAwait(false) : null);
        var next = request.Next ?? (request.NextPath is { } nextPath ? await TlsaFile.ReadAsync(nextPath, cancellationToken).ConfigureAwait(false) : null);
        if (given is not null) TlsaAssociation.Of(given, request); // what is wrong with what was given is told before anything is asked
        if (next is not null) TlsaAssociation.Of(next, request);
        foreach (var (port, owner) in arguments.Owners)
        {
            var record = new TlsaNewRecord
            {
                Name = owner.ToString(),
                HostName = arguments.Host.ToString(),
                Port = port,
                Usage = request.Usage,
                Selector = request.Selector,
                MatchingType = request.MatchingType,
                Next = next is null ? null : TlsaCertificate.Of(next, arguments.Host.ToString(), timeProvider),
            };
            IReadOnlyList<TlsaSighting> sightings = given is not null
                ? [new TlsaSighting(null, given, "", SmtpFailureKind.None)]
                : await AskAsync(arguments, port, request.Timeout, progress, cancellationToken).ConfigureAwait(false);
            var lookup = request.NoLookup ? null : await TlsaLookup.AskAsync(resolver, owner, cancellationToken).ConfigureAwait(false);
            yield return Complete(record, owner, request, sightings, next, lookup, isLive: given is null);
        }
    }

    private async Task<IReadOnlyList<TlsaSighting>> AskAsync(TlsaArguments arguments, int port, TimeSpan timeout, IProgress<SmtpTestProgress>? progress, CancellationToken cancellationToken)
    {
        var sightings = new List<TlsaSighting>();
        var server = new TlsaServer(resolver, timeProvider, connector);
        await foreach (var sighting in server.AskAsync(arguments.Host, port, arguments.Connect, timeout, progress, cancellationToken).ConfigureAwait(false)) sightings.Add(sighting);
        return sightings;
    }

    private TlsaNewRecord Complete(TlsaNewRecord record, DnsName owner, TlsaRequest request, IReadOnlyList<TlsaSighting> sightings, TlsaIdentity? next, TlsaLookup? lookup, bool isLive)
    {
        var findings = new List<Finding>();
        var current = sightings.Select(sighting => sighting.Identity).OfType<TlsaIdentity>().DistinctBy(identity => identity.Own).ToList();
        findings.AddRange(sightings.Where(sighting => sighting.Identity is null).Select(sighting => TlsaFindings.NotSeen(record, sighting, current.Count > 0)));
        record = record with
        {
            Certificate = [.. current.Select(identity => TlsaCertificate.Of(identity, record.HostName, timeProvider))],
            Published = [.. (lookup?.Records ?? []).Select(published => TlsaPublishedRecord.Of(published, current, next))],
            IsValidated = lookup?.IsValidated,
        };
        if (current.Count > 1) findings.Add(TlsaFindings.Different(record, record.Certificate));
        if (SetOf(owner, record, request, current, next, findings) is { } set)
        {
            if (next is not null) findings.Add(TlsaFindings.RollOver(record, current.Count == 1 && set.Records.Count == 1));
            record = record with { RecordSets = [set], Value = set.Data, ZoneLine = set.ToString().Split('\n'), IsPublished = IsPublished(set, lookup) };
        }
        findings.AddRange(TlsaFindings.OfParameters(record));
        var now = timeProvider.GetUtcNow();
        findings.AddRange(record.Certificate.Concat(record.Next is { } coming ? [coming] : []).SelectMany(certificate => TlsaFindings.OfCertificate(certificate, record, now)));
        if (!isLive || current.Count > 0) findings.AddRange(TlsaPublishedFindings.Of(record, lookup, isLive));
        return record with { Findings = Finding.WorstFirst(findings) };
    }

    /// <summary>The set; null where the server showed nothing that it could be made of.</summary>
    private static DnsRecordSet? SetOf(DnsName owner, TlsaNewRecord record, TlsaRequest request, List<TlsaIdentity> current, TlsaIdentity? next, List<Finding> findings)
    {
        if (current.Count == 0) return null;
        try
        {
            var associations = current.Concat(next is null ? [] : [next]).Select(identity => TlsaAssociation.Of(identity, request));
            return new DnsRecordSet(owner, DnsType.TLSA, associations.Select(association =>
                new TlsaRecord(owner, TimeSpan.Zero, (byte)request.Usage, (byte)request.Selector, (byte)request.MatchingType, association)).ToList());
        }
        catch (TlsaException problem) // what was given was tried before: it is the server's
        {
            findings.Add(TlsaFindings.NoIssuer(record, problem));
            return null;
        }
    }

    private static bool? IsPublished(DnsRecordSet set, TlsaLookup? lookup) =>
        lookup is { Answer.IsConclusive: true }
            ? lookup.Records.Count > 0 && new DnsRecordSet(set.Owner, DnsType.TLSA, lookup.Records).HasSameData(set)
            : null;
}
