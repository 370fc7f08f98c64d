using SmtpAdmin.Dns;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Reputation;

/// <summary>Makes PTR records, and the request to whoever has to publish them.</summary>
/// <param name="resolver">Who is asked.</param>
/// <param name="timeProvider">Tells the day of the request.</param>
public sealed class PtrRecordBuilder(IDnsResolver resolver, TimeProvider timeProvider)
{
    /// <summary>Makes a record.</summary>
    /// <param name="request">What it is to say.</param>
    /// <param name="cancellationToken">Ends the look-ups.</param>
    /// <exception cref="PtrException">No record can be made of what was given.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<PtrNewRecord> BuildAsync(PtrRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var arguments = PtrArguments.Read(request);
        var own = arguments.Block?.OwnerOf(arguments.Address, arguments.Style);
        if (request.NoLookup) return Complete(arguments, own ?? arguments.Reverse, null);

        var forward = HostAddresses.LookUpAsync(resolver, arguments.Host, cancellationToken);
        var pointers = await resolver.ResolveAsync(arguments.Reverse, DnsType.PTR, cancellationToken).ConfigureAwait(false);
        // Where the name in reverse DNS is an alias already, the record belongs to where that leads: beside an alias there is no other (RFC 1034 section 3.6.2).
        var owner = own ?? pointers.CanonicalName;
        var authority = await resolver.ResolveAsync(owner, DnsType.SOA, cancellationToken).ConfigureAwait(false);
        return Complete(arguments, owner, new PtrEvidence(pointers, await forward.ConfigureAwait(false), authority));
    }

    private PtrNewRecord Complete(PtrArguments arguments, DnsName owner, PtrEvidence? evidence)
    {
        var set = new DnsRecordSet(owner, DnsType.PTR, [new PtrRecord(owner, TimeSpan.Zero, arguments.Host)]);
        var record = new PtrNewRecord
        {
            Name = set.Name,
            Value = set.Data[0],
            ZoneLine = set.ToString(),
            IPAddress = arguments.Address,
            HostName = arguments.Host.ToString(),
            Block = arguments.Block?.ToString(),
            CurrentName = [.. (evidence?.Names ?? []).Select(name => name.ToString())],
            IsPublished = evidence is { Pointers.IsConclusive: true } ? evidence.Names is [var only] && only.Equals(arguments.Host) && evidence.Pointers.CanonicalName.Equals(owner) : null,
            ForwardConfirmed = evidence?.IsConfirmed(arguments),
            ReverseZone = evidence?.Soa?.Name.ToString(),
            PrimaryServer = evidence?.Soa?.PrimaryServer.ToString(),
            ZoneContact = evidence?.Contact,
            RequestText = "",
            RecordSets = [set],
            ParentRecords = arguments.Block is null ? [] : [new DnsRecordSet(arguments.Reverse, DnsType.CNAME, [new CnameRecord(arguments.Reverse, TimeSpan.Zero, owner)])],
            ForwardRecords = evidence?.IsConfirmed(arguments) == false ? [ForwardSet(arguments, evidence.ForwardAnswer(arguments))] : [],
        };
        return record with
        {
            RequestText = PtrRequestText.Of(record, arguments, evidence, timeProvider.GetUtcNow()),
            Findings = Finding.WorstFirst(PtrFindings.Of(record, arguments, evidence)),
        };
    }

    /// <summary>A set is published as a whole, so it has what is there already too.</summary>
    private static DnsRecordSet ForwardSet(PtrArguments arguments, DnsAnswer answer)
    {
        var owner = answer.CanonicalName;
        DnsRecord added = answer.Type == DnsType.A ? new ARecord(owner, TimeSpan.Zero, arguments.Address) : new AaaaRecord(owner, TimeSpan.Zero, arguments.Address);
        return new DnsRecordSet(owner, answer.Type, answer.Records.Append(added));
    }
}
