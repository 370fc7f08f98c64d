using System.Net;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>One run of check_host() for one sender (RFC 7208 section 4).</summary>
internal sealed class SpfEvaluation(SpfSender sender, SpfCheckOptions options, SpfAsking asking)
{
    private readonly (bool IsIPv6, UInt128 Bits) _address = SpfNetwork.Read(sender.IPAddress);
    private readonly SpfLimits _limits = asking.Limits;
    private readonly SpfTracer? _tracer = asking.Tracer;

    /// <summary>Checks the sender against a domain's record.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="isSenders">It is the sender's own domain, which may have a record that is not published yet.</param>
    public async ValueTask<SpfVerdict> CheckAsync(SpfDomain domain, bool isSenders)
    {
        _tracer?.EnterRecord(domain.Text);
        var verdict = await CheckRecordAsync(domain, isSenders).ConfigureAwait(false);
        _tracer?.LeaveRecord(verdict.Result);
        return verdict;
    }

    private async ValueTask<SpfVerdict> CheckRecordAsync(SpfDomain domain, bool isSenders)
    {
        var record = (isSenders ? options.Record : null) ?? options.Unpublished.GetValueOrDefault(domain.Name);
        if (record is null)
        {
            record = await asking.FindRecordAsync(domain).ConfigureAwait(false);
            if (_limits.Problem is not null) return Error();
            if (record is null) return new SpfVerdict(SpfResult.None);
        }
        _tracer?.SetRecord(record);
        if (!record.IsValid) // the whole record is read before anything of it counts, section 4.6
        {
            var problem = record.Problems[0];
            _limits.Stop(SpfProblemKind.Syntax, $"The record of {domain.Text} is wrong. {problem.Message}", domain.Text, null, problem.Reference);
            return Error();
        }

        var ahead = new SpfAhead(asking, record, domain, _address.IsIPv6 ? DnsType.AAAA : DnsType.A);
        foreach (var directive in record.Directives)
        {
            if (directive.CostsLookup) ahead.Ask(directive);
            _tracer?.EnterTerm(directive);
            var (matched, inner) = directive.CostsLookup ? await MatchAsync(directive, domain).ConfigureAwait(false) : (MatchesAtOnce(directive), null);
            _tracer?.LeaveTerm(_limits.Problem is null ? matched : null);
            if (_limits.Problem is not null) return Error();
            if (matched) return new SpfVerdict(Result(directive.Qualifier), new SpfMatch(directive.Text, directive.Mechanism, domain.Text, inner), record.Explanation, domain);
        }
        return record is { Redirect: { } redirect, HasAll: false } && sender.CanFill(redirect.Value)
            ? await RedirectAsync(redirect, domain).ConfigureAwait(false)
            : new SpfVerdict(SpfResult.Neutral); // section 4.7
    }

    /// <summary>What has no network and needs no look-up is <c>all</c>.</summary>
    private bool MatchesAtOnce(SpfDirective directive) => directive.Network is not { } network || network.Contains(_address.IsIPv6, _address.Bits);

    private async ValueTask<(bool Matched, SpfMatch? Inner)> MatchAsync(SpfDirective directive, SpfDomain domain)
    {
        if (!_limits.CountLookup(domain.Text, directive) || (directive.Domain is { } spec && !sender.CanFill(spec))) return default;
        var target = await TargetAsync(directive, directive.Domain, domain).ConfigureAwait(false);
        if (_limits.Problem is not null) return default;
        if (directive.Mechanism == SpfMechanism.Include) return await IncludeAsync(directive, target, domain).ConfigureAwait(false);
        if (target is not { } name) return default; // a name that cannot be asked for matches nothing
        var place = new SpfPlace(domain, directive);
        return (directive.Mechanism switch
        {
            SpfMechanism.A => await HasAddressAsync(name.Name, directive, place).ConfigureAwait(false),
            SpfMechanism.Mx => await HasExchangerAsync(name.Name, directive, place).ConfigureAwait(false),
            SpfMechanism.Exists => await asking.AskAsync(name.Name, DnsType.A, place).ConfigureAwait(false) is { Outcome: DnsOutcome.Answer },
            _ => await IsNamedWithinAsync(name.Name, place).ConfigureAwait(false),
        }, null);
    }

    /// <summary>Section 5.2, with its table.</summary>
    private async ValueTask<(bool Matched, SpfMatch? Inner)> IncludeAsync(SpfDirective directive, SpfDomain? target, SpfDomain domain)
    {
        var verdict = target is { HasSeveralLabels: true } name ? await CheckAsync(name, IsSenders(name)).ConfigureAwait(false) : new SpfVerdict(SpfResult.None);
        if (verdict.Result == SpfResult.None)
            _limits.Stop(SpfProblemKind.IncludeWithoutRecord, $"'{PlainText.Excerpt(directive.Text)}' in {domain.Text} includes a domain without an SPF record.", domain.Text, directive, "RFC 7208 section 5.2");
        return (verdict.Result == SpfResult.Pass, verdict.Match);
    }

    /// <summary>Section 6.1. What the other record decides is decided in its name, with its explanation.</summary>
    private async ValueTask<SpfVerdict> RedirectAsync(SpfModifier redirect, SpfDomain domain)
    {
        _tracer?.EnterTerm(redirect);
        var verdict = new SpfVerdict(SpfResult.None);
        if (_limits.CountLookup(domain.Text, redirect)
            && await TargetAsync(redirect, redirect.Value, domain).ConfigureAwait(false) is { HasSeveralLabels: true } target)
            verdict = await CheckAsync(target, IsSenders(target)).ConfigureAwait(false);
        if (verdict.Result == SpfResult.None)
            _limits.Stop(SpfProblemKind.RedirectWithoutRecord, $"'{PlainText.Excerpt(redirect.Text)}' in {domain.Text} redirects to a domain without an SPF record.", domain.Text, redirect, "RFC 7208 section 6.1");
        _tracer?.LeaveTerm(_limits.Problem is null ? verdict.Match is not null : null);
        return _limits.Problem is null ? verdict : Error();
    }

    /// <summary>Section 5.3.</summary>
    private async ValueTask<bool> HasAddressAsync(DnsName host, SpfDirective directive, SpfPlace place)
    {
        var answer = await asking.AskAsync(host, _address.IsIPv6 ? DnsType.AAAA : DnsType.A, place).ConfigureAwait(false);
        if (answer is null) return false;
        var length = _address.IsIPv6 ? directive.Ip6PrefixLength : directive.Ip4PrefixLength;
        foreach (var record in answer.Records)
        {
            var address = record switch { ARecord a => a.Address, AaaaRecord aaaa => aaaa.Address, _ => null };
            if (address is not null && SpfNetwork.OfTerm(address, length).Contains(_address.IsIPv6, _address.Bits)) return true;
        }
        return false;
    }

    /// <summary>Section 5.4. How many exchangers there are is looked at first, so that the result does not hang on the order in which the DNS gives them.</summary>
    private async ValueTask<bool> HasExchangerAsync(DnsName name, SpfDirective directive, SpfPlace place)
    {
        var answer = await asking.AskAsync(name, DnsType.MX, place).ConfigureAwait(false);
        if (answer is null) return false;
        if (answer.Records.Count > SpfMxLimit.Most)
            return _limits.Stop(SpfProblemKind.MxLimit, $"{name} has {answer.Records.Count} mail exchangers, and 'mx' may look up {SpfMxLimit.Most}: '{PlainText.Excerpt(directive.Text)}' in {place.Domain.Text}.", place.Domain.Text, directive, "RFC 7208 section 4.6.4");
        var exchangers = answer.Records.OfType<MxRecord>().Where(exchanger => !exchanger.IsNull).ToArray();
        foreach (var exchanger in exchangers) asking.AskAhead(exchanger.Exchange, _address.IsIPv6 ? DnsType.AAAA : DnsType.A);
        foreach (var exchanger in exchangers)
        {
            if (await HasAddressAsync(exchanger.Exchange, directive, place).ConfigureAwait(false)) return true;
            if (_limits.Problem is not null) return false;
        }
        return false;
    }

    /// <summary>Section 5.5.</summary>
    private async ValueTask<bool> IsNamedWithinAsync(DnsName zone, SpfPlace place)
    {
        var names = await asking.ValidatedNamesAsync(sender.IPAddress, place).ConfigureAwait(false);
        return names.Any(name => name.IsWithin(zone));
    }

    private ValueTask<SpfDomain?> TargetAsync(SpfTerm term, SpfMacroString? spec, SpfDomain domain)
    {
        if (spec is null) return ValueTask.FromResult<SpfDomain?>(domain);
        return spec.HasMacros ? ExpandAsync(term, spec, domain) : ValueTask.FromResult(Target(spec.StaticText));
    }

    private async ValueTask<SpfDomain?> ExpandAsync(SpfTerm term, SpfMacroString spec, SpfDomain domain)
    {
        var values = await asking.MacroValuesAsync(spec, domain, new SpfPlace(domain, term)).ConfigureAwait(false);
        return _limits.Problem is null ? Target(spec.ExpandEnd(values.Of, SpfDomain.MaxLength)) : null;
    }

    private SpfDomain? Target(string text)
    {
        _tracer?.SetTarget(text);
        return SpfDomain.TryRead(text, out var target) ? target : null;
    }

    /// <summary>A loop that comes back to the domain that is being proved must meet the record that is being proved.</summary>
    private bool IsSenders(SpfDomain domain) => options.Record is not null && domain.Text.Equals(sender.Domain.TrimEnd('.'), StringComparison.OrdinalIgnoreCase);

    private SpfVerdict Error() => new(_limits.Result);

    private static SpfResult Result(SpfQualifier qualifier) => qualifier switch
    {
        SpfQualifier.Pass => SpfResult.Pass,
        SpfQualifier.Fail => SpfResult.Fail,
        SpfQualifier.SoftFail => SpfResult.SoftFail,
        _ => SpfResult.Neutral,
    };
}
