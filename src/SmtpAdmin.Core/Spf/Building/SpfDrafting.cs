using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>Makes a record of what was given, and says all that is wrong with that. Asks nobody.</summary>
internal sealed class SpfDrafting
{
    private readonly SpfBuildRequest _request;
    private readonly List<SpfDraftTerm> _terms = [];
    private readonly List<Finding> _findings = [];
    private readonly List<SpfRefusal> _refusals = [];
    private DnsName? _domain;
    private string? _ascii;

    private SpfDrafting(SpfBuildRequest request) => _request = request;

    public static SpfDraft Of(SpfBuildRequest request)
    {
        var count = request.IPAddress.Count + request.A.Count + request.MxDomain.Count + request.Include.Count + request.Provider.Count + request.Exists.Count + request.Prove.Count;
        return count > SpfBuildRequest.MaxValues
            ? new SpfDraft { Refusals = [new SpfRefusal(SpfRefusalCode.TooLong, $"{count} values are more than a record can hold: at most {SpfBuildRequest.MaxValues} are taken. Give blocks in the place of single addresses.")] }
            : new SpfDrafting(request).Make();
    }

    private SpfDraft Make()
    {
        ReadDomain();
        ReadAddresses();
        var hosts = new SpfDraftHost(_ascii);
        foreach (var text in _request.A) AddHost(hosts, text, SpfMechanism.A, SpfRefusalCode.BadA);
        if (_request.Mx) AddHost(hosts, "@", SpfMechanism.Mx, SpfRefusalCode.BadMxDomain);
        foreach (var text in _request.MxDomain) AddHost(hosts, text, SpfMechanism.Mx, SpfRefusalCode.BadMxDomain);
        foreach (var text in _request.Include) AddName(text, SpfMechanism.Include, "include", SpfRefusalCode.BadInclude);
        foreach (var text in _request.Provider) AddProvider(text);
        foreach (var text in _request.Exists) AddName(text, SpfMechanism.Exists, "exists", SpfRefusalCode.BadExists);
        var redirect = ReadModifier(_request.Redirect, SpfModifier.RedirectName, SpfRefusalCode.BadRedirect);
        var explanation = ReadModifier(_request.Explanation, SpfModifier.ExplanationName, SpfRefusalCode.BadExplanation);
        CheckEnd(redirect);
        var prove = _request.Prove.Select(ReadSender).OfType<SpfSender>().ToList();
        var value = string.Join(' ', Texts(redirect, explanation));
        if (_refusals.Count == 0) CheckWhole(value);
        return new SpfDraft { Domain = _domain, Value = _refusals.Count == 0 ? value : "", Prove = prove, Findings = _findings, Refusals = _refusals };
    }

    private void ReadDomain()
    {
        if (_request.Domain is not { } text) return;
        if (SpfDraftName.TryReadOwner(text.Trim(), out _domain, out var problem)) _ascii = _domain.ToString();
        else _refusals.Add(new SpfRefusal(SpfRefusalCode.BadDomain, problem, text));
    }

    private void ReadAddresses()
    {
        var addresses = new SpfDraftAddresses();
        foreach (var text in _request.IPAddress)
        {
            if (addresses.Add(text) is { } refusal) _refusals.Add(refusal);
        }
        _terms.AddRange(addresses.Terms(_findings, _refusals));
    }

    private void AddHost(SpfDraftHost hosts, string text, SpfMechanism mechanism, SpfRefusalCode code)
    {
        if (hosts.TryRead(text, mechanism, code, out var term, out var refusal)) Add(term, text);
        else _refusals.Add(refusal);
    }

    private void AddName(string given, SpfMechanism mechanism, string word, SpfRefusalCode code)
    {
        var text = given.Trim();
        var qualifier = SpfDraftQualifier.Cut(ref text);
        SpfDraftQualifier.CutName(ref text, word, ':');
        if (!SpfDraftName.TryRead(text, out var name, out var problem)) _refusals.Add(new SpfRefusal(code, problem, given));
        else if (mechanism == SpfMechanism.Include && IsOwn(name)) _refusals.Add(Loop(given, "include"));
        else Add(new SpfDraftTerm(qualifier, mechanism, $"{word}:{name}"), given);
    }

    private void AddProvider(string given)
    {
        var text = given.Trim();
        var qualifier = SpfDraftQualifier.Cut(ref text);
        if (!SpfProviders.TryChoose(text, out var choice, out var refusal))
        {
            _refusals.Add(refusal);
            return;
        }
        foreach (var include in choice.Includes) Add(new SpfDraftTerm(qualifier, SpfMechanism.Include, $"include:{include}"), given);
        _findings.AddRange(SpfBuildFindings.Of(choice, _domain));
    }

    private void Add(SpfDraftTerm term, string given)
    {
        if (_terms.Exists(known => known.Qualifier == term.Qualifier && known.Body.Equals(term.Body, StringComparison.OrdinalIgnoreCase))) _findings.Add(SpfBuildFindings.Duplicate(term.Text, given));
        else _terms.Add(term);
    }

    private string? ReadModifier(string? given, string word, SpfRefusalCode code)
    {
        if (given is null) return null;
        var text = given.Trim();
        SpfDraftQualifier.CutName(ref text, word, '=');
        if (!SpfDraftName.TryRead(text, out var name, out var problem)) _refusals.Add(new SpfRefusal(code, problem, given));
        else if (code == SpfRefusalCode.BadRedirect && IsOwn(name)) _refusals.Add(Loop(given, "redirect to"));
        else return $"{word}={name}";
        return null;
    }

    private void CheckEnd(string? redirect)
    {
        if (_request.All == SpfQualifier.Pass)
            _refusals.Add(new SpfRefusal(SpfRefusalCode.AuthorizesEverybody, "'+all' passes anybody's mail, which is worse than no record: forgeries pass too. Name who sends; while that is still being found out, use -All Neutral."));
        if (_request is { All: { } all, Redirect: not null })
            _refusals.Add(new SpfRefusal(SpfRefusalCode.RedirectBesideAll, $"Beside an 'all', 'redirect=' means nothing (RFC 7208 section 6.1). Leave -All {all} out, for the record of the other domain to decide about all others, or give the domain to -Include in the place of -Redirect."));
        var isEmpty = _terms.Count == 0 && _request.Redirect is null;
        if (isEmpty && _refusals.Count == 0 && _request.All is not SpfQualifier.Fail)
            _refusals.Add(new SpfRefusal(SpfRefusalCode.NothingGiven, $"Nothing was given that sends{(_request.Provider.Count > 0 ? ": what was named needs no include" : "")}. Give -IPAddress, -A, -Mx, -Include, -Provider, -Exists or -Redirect; for a domain that sends no mail at all, -All Fail alone."));
    }

    private IEnumerable<string> Texts(string? redirect, string? explanation)
    {
        yield return SpfRecord.Version;
        foreach (var term in _terms.OrderBy(term => term.Rank)) yield return term.Text; // a stable sort: within a rank as it was given
        if (redirect is not null) yield return redirect;
        else yield return $"{(SpfDraftQualifier.Letter(_request.All ?? SpfQualifier.Fail))}all";
        if (explanation is not null) yield return explanation;
    }

    private void CheckWhole(string value)
    {
        const int mostRdata = ushort.MaxValue; // RFC 1035 section 3.2.1: RDLENGTH has 16 bits
        var strings = TxtText.Split(value).Count;
        if (value.Length + strings > mostRdata)
            _refusals.Add(new SpfRefusal(SpfRefusalCode.TooLong, $"The record would have {value.Length} octets, and a TXT record holds {mostRdata} with the lengths of its strings. Give blocks in the place of single addresses, or spread them over records that are included."));
        else if (SpfRecord.Parse(value).Problems is [var problem, ..])
            throw new InvalidOperationException($"The record that was made is wrong: {problem.Message}");
    }

    private SpfSender? ReadSender(string text)
    {
        if (SpfProveText.TryRead(text, _ascii, out var sender, out var problem)) return sender;
        _refusals.Add(new SpfRefusal(SpfRefusalCode.BadProve, problem, text));
        return null;
    }

    private bool IsOwn(string name) => _ascii is not null && name.Equals(_ascii, StringComparison.OrdinalIgnoreCase);

    private static SpfRefusal Loop(string given, string verb) =>
        new(SpfRefusalCode.Loop, $"'{PlainText.Excerpt(given)}' is the domain that publishes the record, which cannot {verb} itself (RFC 7208 section 4.6.4). Name who sends, or for the domain's own host or exchangers use -A '@' or -Mx.", given);
}
