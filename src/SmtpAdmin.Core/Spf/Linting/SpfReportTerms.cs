namespace SmtpAdmin.Spf;

/// <summary>Turns what was read into what is reported.</summary>
internal static class SpfReportTerms
{
    /// <summary>The terms of a record.</summary>
    /// <param name="record">The record.</param>
    /// <param name="before">How many look-ups were made before it.</param>
    public static IReadOnlyList<SpfReportTerm> Of(SpfWalkedRecord record, int before)
    {
        var terms = new List<SpfReportTerm>(record.Terms.Count);
        var total = before;
        foreach (var walked in record.Terms)
        {
            var isRedirect = walked.Term is SpfModifier { IsRedirect: true };
            var start = isRedirect ? before + record.LookupCount - walked.LookupCount : total; // tried last, wherever it stands
            if (!isRedirect) total += walked.LookupCount;
            terms.Add(Of(walked, start));
        }
        var repeated = record.Terms.Select(walked => walked.Term.Position).ToHashSet(); // a modifier that stands there twice was read, and is a problem
        foreach (var problem in record.Record?.Problems ?? [])
        {
            if (!repeated.Contains(problem.Position)) terms.Add(new SpfReportTerm { Term = problem.Term, Position = problem.Position, Status = SpfTermStatus.Error, RunningTotal = total });
        }
        terms.Sort((left, right) => left.Position.CompareTo(right.Position));
        return terms;
    }

    /// <summary>The senders for whom more look-ups find nothing; null where there are as many for all.</summary>
    public static string? Family(int void4, int void6) => void4 > void6 ? "IPv4" : void6 > void4 ? "IPv6" : null;

    private static SpfReportTerm Of(SpfWalkedTerm walked, int before)
    {
        var directive = walked.Term as SpfDirective;
        var inner = walked.Record;
        return new SpfReportTerm
        {
            Term = walked.Term.Text,
            Position = walked.Term.Position,
            Mechanism = directive?.Mechanism,
            Qualifier = directive?.Qualifier,
            Status = StatusOf(walked),
            Target = Target(walked),
            LookupCount = walked.LookupCount,
            RunningTotal = before + walked.LookupCount,
            VoidLookupCount = Math.Max(walked.VoidLookupCount4, walked.VoidLookupCount6),
            VoidLookupFamily = Family(walked.VoidLookupCount4, walked.VoidLookupCount6),
            Networks = walked.Networks,
            Lookups = [.. (inner?.Answer is { } answer ? walked.Answers.Append(answer) : walked.Answers).Select(SpfTraceLookup.Of)],
            Record = inner is null ? null : new SpfReportRecord
            {
                Domain = inner.Domain,
                Status = inner.Status,
                Record = inner.Record?.Text,
                LookupCount = inner.LookupCount,
                VoidLookupCount = Math.Max(inner.VoidLookupCount4, inner.VoidLookupCount6),
                Terms = Of(inner, before + walked.OwnLookupCount),
            },
        };
    }

    private static SpfTermStatus StatusOf(SpfWalkedTerm walked)
    {
        if (walked.IsIgnored) return SpfTermStatus.Ignored;
        if (walked.Record is { } inner)
        {
            switch (inner.Status)
            {
                case SpfWalkStatus.None or SpfWalkStatus.Several or SpfWalkStatus.BadName or SpfWalkStatus.Loop: return SpfTermStatus.Error;
                case SpfWalkStatus.ByMacro: return SpfTermStatus.BySender;
                case SpfWalkStatus.LeftOut: return SpfTermStatus.LeftOut;
                case SpfWalkStatus.Unknown: return SpfTermStatus.Unknown;
            }
            if (inner.Record is { IsValid: false }) return SpfTermStatus.Error;
        }
        if (SpfMxLimit.IsExceeded(walked)) return SpfTermStatus.Error;
        if (walked.IsUnknown) return SpfTermStatus.Unknown;
        if (walked.Record is null && walked.VoidLookupCount4 + walked.VoidLookupCount6 > 0) return SpfTermStatus.Void;
        if (walked.Term is not SpfDirective { CostsLookup: true } directive || walked.Record is not null || walked.Answers.Count > 0) return SpfTermStatus.Ok;
        if (directive.Mechanism == SpfMechanism.Ptr || directive.Domain is { HasMacros: true }) return SpfTermStatus.BySender;
        return walked.Target is null ? directive.Domain is null ? SpfTermStatus.Unknown : SpfTermStatus.Ok : SpfTermStatus.LeftOut;
    }

    private static string? Target(SpfWalkedTerm walked) => walked.Target?.Text ?? walked.Term switch
    {
        SpfDirective { Domain: { } spec } => spec.Text,
        SpfModifier { IsRedirect: true } or SpfModifier { IsExplanation: true } => ((SpfModifier)walked.Term).Value.Text,
        _ => null,
    };
}
