namespace SmtpAdmin.Spf;

/// <summary>A term that a space was typed into, so that it reads as two of which none is a term.</summary>
/// <param name="Position">Where it begins in the record, from 0.</param>
/// <param name="Text">How it stands there.</param>
/// <param name="Meant">How it reads without the space.</param>
/// <param name="Sign">The sign that the space stands beside.</param>
/// <param name="IsBehind">The space stands behind the sign.</param>
internal sealed record SpfStraySpaces(int Position, string Text, string Meant, char Sign, bool IsBehind)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<SpfStraySpaces> Of(SpfRecord record)
    {
        var found = new List<SpfStraySpaces>();
        for (var at = Next(record.Text, SpfRecord.Version.Length); at < record.Text.Length;)
        {
            var (end, second) = (End(record.Text, at), Next(record.Text, End(record.Text, at)));
            if (second < record.Text.Length && Join(record, at, end, second) is { } stray)
            {
                found.Add(stray);
                second = Next(record.Text, End(record.Text, second));
            }
            at = second;
        }
        return found;
    }

    /// <summary>The problem is about this term.</summary>
    public bool Covers(SpfSyntaxProblem problem) => problem.Position >= Position && problem.Position < Position + Text.Length;

    private static SpfStraySpaces? Join(SpfRecord record, int at, int end, int second)
    {
        var last = End(record.Text, second);
        var isBehind = record.Text[end - 1] is ':' or '=' or '/';
        if (!isBehind && record.Text[second] is not (':' or '=' or '/')) return null;
        if (!HasProblem(record, second, last)) return null; // it is a term by itself
        var joined = record.Text[at..end] + record.Text[second..last];
        return SpfTermParser.TryParse(joined, at, out var term, out _) && term is SpfDirective or SpfModifier { IsRedirect: true } or SpfModifier { IsExplanation: true }
            ? new SpfStraySpaces(at, record.Text[at..last], joined, record.Text[isBehind ? end - 1 : second], isBehind)
            : null;
    }

    private static bool HasProblem(SpfRecord record, int from, int to) => record.Problems.Any(problem => problem.Position >= from && problem.Position < to);

    private static int Next(string text, int at)
    {
        while (at < text.Length && text[at] == ' ') at++;
        return at;
    }

    private static int End(string text, int at)
    {
        var end = text.IndexOf(' ', at);
        return end < 0 ? text.Length : end;
    }
}
