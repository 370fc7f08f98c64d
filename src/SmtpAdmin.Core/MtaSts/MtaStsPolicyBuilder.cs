using SmtpAdmin.Dns;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.MtaSts;

/// <summary>Makes MTA-STS policies with their records.</summary>
/// <param name="resolver">Who is asked.</param>
public sealed class MtaStsPolicyBuilder(IDnsResolver resolver)
{
    // A mistake that is only reported may be forgotten soon. What is enforced is to outlast an attacker: "weeks or greater" (section 3.2). The way out is "one day" (section 8.3).
    private static readonly Dictionary<MtaStsMode, TimeSpan> UsualMaxAge = new()
    {
        [MtaStsMode.Testing] = TimeSpan.FromDays(7),
        [MtaStsMode.Enforce] = TimeSpan.FromDays(28),
        [MtaStsMode.None] = TimeSpan.FromDays(1),
    };

    /// <summary>Makes a policy.</summary>
    /// <param name="request">What it is to say.</param>
    /// <param name="cancellationToken">Ends the look-ups.</param>
    /// <returns>The policy; or why there is none. No policy is made of mail exchangers that are not known.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<RecordBuild<MtaStsNewPolicy>> BuildAsync(MtaStsBuildRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var refusals = new List<RecordRefusal>();
        if (!RecordDomain.TryRead(request.Domain, MtaStsText.Label, out var domain, out var owner, out var problem)) refusals.Add(new RecordRefusal(RecordRefusalCode.BadDomain, problem, request.Domain));
        else if (domain.LabelCount == 1) refusals.Add(new RecordRefusal(RecordRefusalCode.BadDomain, $"'{PlainText.Excerpt(request.Domain)}' has one label only. Give the whole domain.", request.Domain));
        var patterns = ReadPatterns(request.MxHost, refusals);
        var maxAge = ReadMaxAge(request, refusals);
        if (request.Id is { } id && !MtaStsText.IsId(id))
            refusals.Add(new RecordRefusal(RecordRefusalCode.BadId, $"'{PlainText.Excerpt(id)}' is no id of a policy: it has 1 to 32 letters and digits (RFC 8461 section 3.1). Leave -Id out for one that is made from the policy.", id));
        var isOpen = patterns.Count == 0 && request.MxHost.Count == 0 && request.Mode != MtaStsMode.None;
        if (isOpen && request.NoLookup)
            refusals.Add(new RecordRefusal(RecordRefusalCode.BadMxHost, "Without look-ups nobody knows which hosts take the domain's mail. Give -MxHost, or leave -NoLookup out."));
        if (refusals.Count > 0 || domain is null || owner is null) return new RecordBuild<MtaStsNewPolicy> { Refusals = refusals };

        var evidence = request.NoLookup ? null : await MtaStsEvidence.CollectAsync(resolver, domain, owner, cancellationToken).ConfigureAwait(false);
        if (isOpen && evidence is not null)
        {
            if (WhyNoHosts(domain, evidence) is { } refusal) return RecordBuild<MtaStsNewPolicy>.Refused(refusal);
            patterns = [.. evidence.MxHosts.Select(host => new MtaStsPattern(host, IsWildcard: false))];
        }
        var text = MtaStsText.Policy(request.Mode, patterns.Select(pattern => pattern.ToString()), maxAge);
        var draft = new MtaStsDraft
        {
            Domain = domain, Owner = owner, Mode = request.Mode, Patterns = patterns, MaxAge = maxAge, PolicyText = text, Id = request.Id ?? MtaStsText.IdOf(text), HasOwnId = request.Id is not null,
        };
        return new RecordBuild<MtaStsNewPolicy> { Made = Policy(draft, evidence) };
    }

    private static MtaStsNewPolicy Policy(MtaStsDraft draft, MtaStsEvidence? evidence) => new()
    {
        Domain = draft.Domain.ToString(),
        Mode = draft.Mode,
        MxHost = [.. draft.Patterns.Select(pattern => pattern.ToString())],
        MaxAge = draft.MaxAge,
        Id = draft.Id,
        PolicyText = draft.PolicyText,
        PolicyUrl = draft.PolicyUrl,
        RecordName = draft.Owner.ToString(),
        RecordSets = [DnsRecordSet.OfText(draft.Owner, MtaStsText.Record(draft.Id))],
        PublishedStatus = PublishedText.StatusOf(evidence?.Published, MtaStsText.Record(draft.Id)),
        Published = evidence?.Published.OfKind ?? [],
        Findings = Finding.WorstFirst(MtaStsFindings.Of(draft, evidence)),
    };

    private static List<MtaStsPattern> ReadPatterns(IReadOnlyList<string> texts, List<RecordRefusal> refusals)
    {
        var patterns = new List<MtaStsPattern>();
        foreach (var text in texts)
        {
            if (!MtaStsPattern.TryRead(text, out var pattern, out var problem)) refusals.Add(new RecordRefusal(RecordRefusalCode.BadMxHost, problem, text));
            else if (!patterns.Contains(pattern)) patterns.Add(pattern);
        }
        return patterns;
    }

    private static TimeSpan ReadMaxAge(MtaStsBuildRequest request, List<RecordRefusal> refusals)
    {
        var maxAge = request.MaxAge ?? UsualMaxAge[request.Mode];
        if (maxAge < TimeSpan.Zero || maxAge > TimeSpan.FromSeconds(MtaStsText.MaxAgeSeconds) || maxAge.Ticks % TimeSpan.TicksPerSecond != 0)
            refusals.Add(new RecordRefusal(RecordRefusalCode.BadMaxAge, FormattableString.Invariant($"A policy holds for whole seconds from 0 to {MtaStsText.MaxAgeSeconds}, which is a year (RFC 8461 section 3.2), and not for {maxAge.TotalSeconds}. Give -MaxAge as 7d or 28d."), $"{maxAge}"));
        return maxAge;
    }

    private static RecordRefusal? WhyNoHosts(DnsName domain, MtaStsEvidence evidence) =>
        !evidence.Mx.IsConclusive ? new(RecordRefusalCode.MxUnknown, $"The mail exchangers of {domain} are not known: the MX look-up ended with {evidence.Mx.OutcomeText}. No policy is made from a guess: ask again, or give -MxHost.", $"{domain}")
        : evidence.IsNullMx ? new(RecordRefusalCode.NullMx, $"{domain} says by its MX record that it takes no mail (RFC 7505): there is nothing for a policy to protect. Leave it without one.", $"{domain}")
        : evidence.MxHosts.Count == 0 ? new(RecordRefusalCode.NoMx, $"{domain} {(evidence.Mx.Outcome == DnsOutcome.NxDomain ? "does not exist" : "has no MX record")}. Publish its MX records first, or give -MxHost.", $"{domain}")
        : null;
}
