namespace SmtpAdmin.Spf;

/// <summary>What to write in the place of a term that cannot be read.</summary>
internal static class SpfSyntaxRemedy
{
    private static readonly string[] Names = ["all", "include", "a", "mx", "ptr", "ip4", "ip6", "exists"];

    public static string For(SpfSyntaxProblem problem, string? domain) => Guess(problem.Term) is { } meant
        ? $"Write {SpfRule.Quote(meant)}."
        : $"Correct {SpfRule.Quote(problem.Term)}{(domain is null ? "" : $" in the TXT record of {domain}")}, or take it out: receivers read nothing of a record that has a fault.";

    /// <summary>A term that can be read and that is probably meant; null where there is none.</summary>
    private static string? Guess(string term)
    {
        foreach (var candidate in Candidates(term))
        {
            if (candidate != term && candidate.Length > 0 && SpfTermParser.TryParse(candidate, 0, out var read, out _) && read is SpfDirective or SpfModifier { IsRedirect: true } or SpfModifier { IsExplanation: true })
                return candidate;
        }
        return null;
    }

    private static IEnumerable<string> Candidates(string term)
    {
        var trimmed = term.Trim(',', ';', '"', '\'', '\t', '\u00a0', '.');
        yield return trimmed;
        var qualifier = trimmed.Length > 0 && trimmed[0] is '+' or '-' or '~' or '?' ? trimmed[..1] : "";
        var body = trimmed[qualifier.Length..];
        if (SpfNetwork.TryParse(body, out var bare, out _, out _)) yield return $"{qualifier}ip{(bare.IsIPv6 ? 6 : 4)}:{body}";
        var end = body.AsSpan().IndexOfAny(':', '=', '/');
        if (end < 0)
        {
            foreach (var near in NearestWords.Find(body, Names.Where(name => name.Length > 1), 1)) yield return qualifier + near;
            yield break;
        }
        var (name, value) = (body[..end].ToLowerInvariant(), body[(end + 1)..].TrimStart(':', '='));
        if (SpfNetwork.TryParse(value, out var network, out _, out _) && body[end] != '/') yield return $"{qualifier}ip{(network.IsIPv6 ? 6 : 4)}:{value}";
        if (name is "redirect" or "exp") yield return $"{name}={value}";
        if (name is "aaaa") yield return $"{qualifier}a:{value}";
        yield return $"{qualifier}{name}:{value}";
        foreach (var near in NearestWords.Find(name, Names.Where(word => word.Length > 1), 2)) yield return $"{qualifier}{near}:{value}";
    }
}
