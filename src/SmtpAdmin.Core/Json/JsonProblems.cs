using System.Text;

namespace SmtpAdmin;

/// <summary>Collects what is wrong with a JSON text, up to a bound.</summary>
/// <param name="text">The text, as places are told by its offsets.</param>
internal sealed class JsonProblems(TextPositions text)
{
    /// <summary>How many problems are told at most: nobody reads more, and a hostile file could have a million.</summary>
    public const int Most = 200;

    private const int Told = 20;

    private readonly List<(int Offset, JsonProblem Problem)> _problems = [];

    /// <summary>How many problems were found, those beyond the bound among them.</summary>
    public int Count { get; private set; }

    /// <summary>Further problems are counted, and no more told: nothing has to be found out about them.</summary>
    public bool IsFull => Count >= Most;

    /// <summary>Something is wrong with a value, or within it; of no use once <see cref="IsFull"/>.</summary>
    public bool HasWithin(LocatedJson value) => _problems.Exists(found => found.Offset >= value.Offset && found.Offset < value.End);

    /// <summary>The problems in the order of the text; the last says how many more there are beyond the bound.</summary>
    public IReadOnlyList<JsonProblem> All()
    {
        var problems = _problems.OrderBy(found => found.Offset).Select(found => found.Problem).ToList();
        if (Count > Most) problems.Add(new JsonProblem(0, 0, "", $"There are {Count - Most} more problems."));
        return problems;
    }

    /// <summary>Problems as an exception's message: one behind the introduction, several on lines of their own, the first twenty of them.</summary>
    public static string Words(string introduction, IReadOnlyList<JsonProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        if (problems.Count == 1) return $"{introduction} {problems[0]}";
        var text = new StringBuilder(introduction);
        foreach (var problem in problems.Take(Told)) text.Append("\n  ").Append(problem);
        if (problems.Count > Told) text.Append("\n  ... and ").Append(problems.Count - Told).Append(" more.");
        return text.ToString();
    }

    /// <summary>The same on one line, with the beginnings of the first few.</summary>
    public static string OneLine(string introduction, IReadOnlyList<JsonProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        const int few = 3;
        const int length = 120; // characters
        return $"{introduction} {string.Join("; ", problems.Take(few).Select(problem => PlainText.Excerpt(problem.ToString(), length)))}{(problems.Count > few ? $"; and {problems.Count - few} more" : "")}";
    }

    /// <param name="offset">The octet of the text at which it is wrong.</param>
    /// <param name="path">The property.</param>
    /// <param name="message">What is wrong.</param>
    /// <param name="remedy">What would do.</param>
    public void Add(int offset, string path, string message, string remedy = "")
    {
        if (Count++ >= Most) return;
        var (line, column) = text.At(offset);
        _problems.Add((offset, new JsonProblem(line, column, path, message, remedy)));
    }
}
