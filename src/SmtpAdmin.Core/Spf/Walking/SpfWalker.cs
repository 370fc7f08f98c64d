using System.Net;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>Reads a record and all that it includes or redirects to, for every sender at once: each term with its look-ups, whether or not a check would come so far.</summary>
/// <param name="lookups">Who is asked.</param>
/// <param name="options">What is read.</param>
internal sealed class SpfWalker(SpfLookups lookups, SpfWalkOptions options)
{
    private int _records;
    private int _asked;
    private bool _hasNames; // a term before asked for the names of the sender's address: they are there for all terms behind it

    /// <summary>Reads the record that a domain publishes, or a given one.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="given">A record that is not published yet; null for what is published.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task<SpfWalkedRecord> WalkAsync(SpfDomain domain, SpfRecord? given, CancellationToken cancellationToken) =>
        ReadAsync(domain, given, new Path(domain.Name, null), cancellationToken);

    /// <summary>Reads a record of which it is not known where it will stand: what is about its own domain is not looked up.</summary>
    /// <param name="given">The record.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task<SpfWalkedRecord> WalkAsync(SpfRecord given, CancellationToken cancellationToken)
    {
        _records++;
        return ReadTermsAsync(given, null, null, null, cancellationToken);
    }

    private async Task<SpfWalkedRecord> ReadAsync(SpfDomain domain, SpfRecord? given, Path path, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _records) > SpfWalkOptions.MaxRecords) return Without(domain.Text, SpfWalkStatus.LeftOut);
        var record = given ?? options.Unpublished.GetValueOrDefault(domain.Name);
        DnsAnswer? answer = null;
        if (record is null)
        {
            answer = await AskAsync(domain.Name, DnsType.TXT, cancellationToken).ConfigureAwait(false);
            if (answer is null) return Without(domain.Text, SpfWalkStatus.LeftOut);
            if (!answer.IsConclusive) return Without(domain.Text, SpfWalkStatus.Unknown) with { Answer = answer };
            record = lookups.Select(answer, out var count);
            if (record is null) return Without(domain.Text, count == 0 ? SpfWalkStatus.None : SpfWalkStatus.Several) with { Answer = answer };
        }
        return await ReadTermsAsync(record, answer, domain, path, cancellationToken).ConfigureAwait(false);
    }

    private async Task<SpfWalkedRecord> ReadTermsAsync(SpfRecord record, DnsAnswer? answer, SpfDomain? domain, Path? path, CancellationToken cancellationToken)
    {
        var terms = new SpfWalkedTerm[record.Terms.Count];
        var isOver = false; // an 'all' came: mechanisms behind it are ignored (RFC 7208 section 5.1)
        // One after another as a check tries them, the redirect last, so that what is left out of a record that is far too large is its end.
        foreach (var at in Enumerable.Range(0, terms.Length).OrderBy(at => record.Terms[at] is SpfModifier))
        {
            var term = record.Terms[at];
            terms[at] = isOver && term is SpfDirective
                ? new SpfWalkedTerm { Term = term, IsIgnored = true }
                : await ReadTermAsync(term, record, domain, path, cancellationToken).ConfigureAwait(false);
            isOver |= term is SpfDirective { Mechanism: SpfMechanism.All };
        }
        return new SpfWalkedRecord { Domain = domain?.Text ?? "", Status = SpfWalkStatus.Found, Record = record, Answer = answer, Terms = terms };
    }

    private Task<SpfWalkedTerm> ReadTermAsync(SpfTerm term, SpfRecord record, SpfDomain? domain, Path? path, CancellationToken cancellationToken)
    {
        switch (term)
        {
            case SpfDirective { Network: { } network }: return Task.FromResult(new SpfWalkedTerm { Term = term, Networks = [network] });
            case SpfDirective { Mechanism: SpfMechanism.Include } include: return ReadInnerAsync(term, include.Domain!, path, cancellationToken);
            case SpfModifier { IsRedirect: true } redirect when !record.HasAll: return ReadInnerAsync(term, redirect.Value, path, cancellationToken);
            case SpfModifier or SpfDirective { Mechanism: SpfMechanism.All }:
                return Task.FromResult(new SpfWalkedTerm { Term = term, IsIgnored = term is SpfModifier { IsRedirect: true } });
        }
        var directive = (SpfDirective)term;
        var target = directive.Domain is { } spec ? Target(spec) : domain;
        var walked = new SpfWalkedTerm { Term = term, Target = target, LookupCount = Cost(directive, directive.Domain) };
        if (target is not { } name) return Task.FromResult(walked);
        return directive.Mechanism switch
        {
            SpfMechanism.A => ReadHostAsync(walked, directive, name.Name, cancellationToken),
            SpfMechanism.Mx => ReadExchangersAsync(walked, directive, name.Name, cancellationToken),
            SpfMechanism.Exists => ReadExistenceAsync(walked, name.Name, cancellationToken),
            _ => Task.FromResult(walked), // ptr: whose names they are hangs on the sender
        };
    }

    private async Task<SpfWalkedTerm> ReadInnerAsync(SpfTerm term, SpfMacroString spec, Path? path, CancellationToken cancellationToken)
    {
        var cost = Cost(term, spec);
        var target = Target(spec);
        var inner = target is not { } domain ? Without(spec.Text, spec.HasMacros ? SpfWalkStatus.ByMacro : SpfWalkStatus.BadName)
            : !domain.HasSeveralLabels ? Without(domain.Text, SpfWalkStatus.BadName)
            : path?.Has(domain.Name) == true ? Without(domain.Text, SpfWalkStatus.Loop)
            : await ReadAsync(domain, null, new Path(domain.Name, path), cancellationToken).ConfigureAwait(false);
        return new SpfWalkedTerm
        {
            Term = term,
            Target = target,
            Record = inner,
            LookupCount = cost + inner.LookupCount,
            VoidLookupCount4 = inner.VoidLookupCount4 + Void(inner.Answer),
            VoidLookupCount6 = inner.VoidLookupCount6 + Void(inner.Answer),
        };
    }

    /// <summary>A term costs a look-up, and the first that uses the macro <c>p</c> another, unless a <c>ptr</c> stands before it (RFC 7208 section 4.6.4).</summary>
    private int Cost(SpfTerm term, SpfMacroString? spec)
    {
        var usesNames = spec?.Uses('p') == true;
        var cost = usesNames && !_hasNames ? 2 : 1;
        _hasNames |= usesNames || term is SpfDirective { Mechanism: SpfMechanism.Ptr };
        return cost;
    }

    private async Task<SpfWalkedTerm> ReadHostAsync(SpfWalkedTerm walked, SpfDirective directive, DnsName host, CancellationToken cancellationToken)
    {
        var (a, aaaa) = await AskBothAsync(host, cancellationToken).ConfigureAwait(false);
        return walked with { Answers = [.. Known(a, aaaa)], Networks = [.. Networks([a, aaaa], directive)], VoidLookupCount4 = Void(a), VoidLookupCount6 = Void(aaaa) };
    }

    private async Task<SpfWalkedTerm> ReadExchangersAsync(SpfWalkedTerm walked, SpfDirective directive, DnsName domain, CancellationToken cancellationToken)
    {
        var exchangers = await AskAsync(domain, DnsType.MX, cancellationToken).ConfigureAwait(false);
        if (exchangers is null) return walked;
        var hosts = exchangers.Records.Count > SpfMxLimit.Most ? [] : exchangers.Records.OfType<MxRecord>().Where(record => !record.IsNull).Select(record => record.Exchange).ToArray();
        var answers = await Task.WhenAll(hosts.Select(host => AskBothAsync(host, cancellationToken))).ConfigureAwait(false);
        return walked with
        {
            Answers = [exchangers, .. answers.SelectMany(both => Known(both.A, both.Aaaa))],
            Networks = [.. Networks(answers.SelectMany(both => (DnsAnswer?[])[both.A, both.Aaaa]), directive)],
            VoidLookupCount4 = Void(exchangers) + answers.Sum(both => Void(both.A)),
            VoidLookupCount6 = Void(exchangers) + answers.Sum(both => Void(both.Aaaa)),
        };
    }

    private async Task<SpfWalkedTerm> ReadExistenceAsync(SpfWalkedTerm walked, DnsName name, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(name, DnsType.A, cancellationToken).ConfigureAwait(false);
        return walked with { Answers = [.. Known(answer)], VoidLookupCount4 = Void(answer), VoidLookupCount6 = Void(answer) };
    }

    private async Task<(DnsAnswer? A, DnsAnswer? Aaaa)> AskBothAsync(DnsName host, CancellationToken cancellationToken)
    {
        var a = AskAsync(host, DnsType.A, cancellationToken);
        var aaaa = AskAsync(host, DnsType.AAAA, cancellationToken);
        return (await a.ConfigureAwait(false), await aaaa.ConfigureAwait(false));
    }

    private async Task<DnsAnswer?> AskAsync(DnsName name, DnsType type, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _asked) > SpfWalkOptions.MaxLookups) return null;
        return await lookups.AskAsync(name, type, options.TimeLimit, cancellationToken).ConfigureAwait(false);
    }

    private static IEnumerable<SpfNetwork> Networks(IEnumerable<DnsAnswer?> answers, SpfDirective directive) =>
        answers.SelectMany(answer => answer?.Records ?? []).Select(record => record switch
        {
            ARecord a => Network(a.Address, directive.Ip4PrefixLength),
            AaaaRecord aaaa => Network(aaaa.Address, directive.Ip6PrefixLength),
            _ => null,
        }).OfType<SpfNetwork>().Distinct();

    private static SpfNetwork? Network(IPAddress address, int prefixLength) => SpfNetwork.OfTerm(address, prefixLength);

    private static SpfDomain? Target(SpfMacroString spec) => !spec.HasMacros && SpfDomain.TryRead(spec.StaticText, out var target) ? target : null;

    private static IEnumerable<DnsAnswer> Known(params DnsAnswer?[] answers) => answers.OfType<DnsAnswer>();

    private static int Void(DnsAnswer? answer) => answer?.Outcome is DnsOutcome.NoData or DnsOutcome.NxDomain ? 1 : 0;

    private static SpfWalkedRecord Without(string domain, SpfWalkStatus status) => new() { Domain = domain, Status = status };

    /// <summary>The records that one is read within.</summary>
    private sealed record Path(DnsName Name, Path? Outer)
    {
        public bool Has(DnsName name) => Name.Equals(name) || Outer?.Has(name) == true;
    }
}
