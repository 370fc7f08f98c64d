using System.Diagnostics.CodeAnalysis;
using SmtpAdmin.Dns;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Dmarc;

/// <summary>Makes a record of what was given, and says all that is wrong with that. Asks nobody.</summary>
internal sealed class DmarcDrafting
{
    private const int MaxData = ushort.MaxValue; // RFC 1035 section 3.2.1: RDLENGTH has 16 bits

    private readonly DmarcBuildRequest _request;
    private readonly List<RecordRefusal> _refusals = [];

    private DmarcDrafting(DmarcBuildRequest request) => _request = request;

    /// <summary>Makes a draft.</summary>
    /// <param name="request">What the record is to say.</param>
    /// <param name="draft">The draft.</param>
    /// <param name="refusals">All that is wrong; empty where there is a draft.</param>
    public static bool TryMake(DmarcBuildRequest request, [NotNullWhen(true)] out DmarcDraft? draft, out IReadOnlyList<RecordRefusal> refusals)
    {
        var drafting = new DmarcDrafting(request);
        draft = drafting.Make();
        refusals = drafting._refusals;
        return draft is not null;
    }

    private DmarcDraft? Make()
    {
        ReadDomain(out var domain, out var owner);
        _refusals.AddRange(DmarcRemovedTags.Of(_request));
        var (rua, ruf) = (ReadUris(_request.AggregateReportTo), ReadUris(_request.FailureReportTo));
        var record = new DmarcRecord
        {
            Policy = ReadPolicy(out var ofStage),
            SubdomainPolicy = _request.SubdomainPolicy,
            // What sends from a name that does not exist was never set up by anybody: a milder word for subdomains is not meant for it.
            NonexistentSubdomainPolicy = _request.NonexistentSubdomainPolicy ?? (_request.SubdomainPolicy is not null && ofStage is not DmarcPolicy.None ? ofStage : null),
            DkimAlignment = _request.DkimAlignment,
            SpfAlignment = _request.SpfAlignment,
            AggregateReportTo = rua,
            FailureReportTo = ruf,
            FailureOption = ReadFailureOptions(),
            IsTesting = _request.IsTesting,
            PublicSuffixDomain = _request.PublicSuffixDomain,
        };
        var keys = domain is null ? [] : ReadSelectors(domain);
        if (TxtText.DataLength(record.ToRecordText()) > MaxData)
            _refusals.Add(new RecordRefusal(RecordRefusalCode.TooLong, $"The record would be longer than a TXT record can be ({MaxData} octets). Give fewer addresses for reports; receivers need not send to more than a few."));
        return _refusals.Count > 0 || domain is null || owner is null
            ? null
            : new DmarcDraft { Domain = domain, Owner = owner, Record = record, Keys = keys, Destinations = DmarcDestination.Of(domain, rua.Concat(ruf)) };
    }

    private void ReadDomain(out DnsName? domain, out DnsName? owner)
    {
        if (!RecordDomain.TryRead(_request.Domain, DmarcRecord.Label, out domain, out owner, out var problem))
            _refusals.Add(new RecordRefusal(RecordRefusalCode.BadDomain, problem, _request.Domain));
        else if (domain.LabelCount == 1 && _request.PublicSuffixDomain != DmarcPublicSuffix.Yes)
            _refusals.Add(new RecordRefusal(RecordRefusalCode.BadDomain, $"'{PlainText.Excerpt(_request.Domain)}' has one label only. Give the whole domain; a top-level domain's own record has -PublicSuffixDomain Yes.", _request.Domain));
    }

    private DmarcPolicy? ReadPolicy(out DmarcPolicy? ofStage)
    {
        ofStage = _request.Stage switch
        {
            DmarcStage.Monitor => DmarcPolicy.None,
            DmarcStage.Quarantine => DmarcPolicy.Quarantine,
            DmarcStage.Reject => DmarcPolicy.Reject,
            _ => null,
        };
        if (ofStage is { } policy && _request.Policy is { } given && given != policy)
            _refusals.Add(new RecordRefusal(RecordRefusalCode.StageContradicted, $"-Stage {_request.Stage} is p={DmarcWords.Of(policy)}, and -Policy {given} is another. Give one of them.", $"{given}"));
        return _request.Policy ?? ofStage ?? DmarcPolicy.None;
    }

    private List<ReportUri> ReadUris(IReadOnlyList<string> texts)
    {
        var uris = new List<ReportUri>();
        foreach (var text in texts)
        {
            if (!ReportUriText.TryRead(text, out var uri, out var problem)) _refusals.Add(new RecordRefusal(RecordRefusalCode.BadReportAddress, problem, text));
            else if (!uris.Exists(known => known.Value == uri.Value)) uris.Add(uri);
        }
        return uris;
    }

    private DmarcFailureOption[] ReadFailureOptions()
    {
        DmarcFailureOption[] options = [.. _request.FailureOption.Distinct()];
        if (options.Length == 0) return [DmarcFailureOption.AllFail];
        if (_request.FailureReportTo.Count == 0)
            _refusals.Add(new RecordRefusal(RecordRefusalCode.BadFailureOption, "Without an address for failure reports, 'fo' means nothing (RFC 9989 section 4.7). Give -FailureReportTo too, or leave -FailureOption out."));
        if (options.Contains(DmarcFailureOption.AllFail) && options.Contains(DmarcFailureOption.AnyFail))
            _refusals.Add(new RecordRefusal(RecordRefusalCode.BadFailureOption, "AllFail (0) and AnyFail (1) exclude each other (RFC 9989 section 4.7). Give one of them."));
        return options;
    }

    private List<DnsName> ReadSelectors(DnsName domain)
    {
        var keys = new List<DnsName>();
        foreach (var text in _request.DkimSelector)
        {
            if (!RecordDomain.TryReadHost(text, out var selector, out var problem)) _refusals.Add(new RecordRefusal(RecordRefusalCode.BadSelector, $"A selector of -DkimSelector is none. {problem}", text));
            else if (!DnsName.TryParse($"{selector}._domainkey.{domain}", out var key, out problem)) _refusals.Add(new RecordRefusal(RecordRefusalCode.BadSelector, problem, text));
            else if (!keys.Contains(key)) keys.Add(key);
        }
        return keys;
    }
}
