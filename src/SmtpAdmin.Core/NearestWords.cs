namespace SmtpAdmin;

/// <summary>Finds what somebody may have meant.</summary>
public static class NearestWords
{
    private const int LongestWord = 128;

    /// <summary>The candidates that a slip or two of the hand lead from, nearest first.</summary>
    /// <param name="word">What was written.</param>
    /// <param name="candidates">What may be written.</param>
    /// <param name="most">How many are wanted at most.</param>
    public static IReadOnlyList<string> Find(string word, IEnumerable<string> candidates, int most)
    {
        ArgumentNullException.ThrowIfNull(word);
        ArgumentNullException.ThrowIfNull(candidates);
        return [.. candidates
            .Select(candidate => (Candidate: candidate, Distance: Distance(word, candidate)))
            .Where(pair => pair.Distance <= Tolerance(word))
            .OrderBy(pair => pair.Distance)
            .ThenBy(pair => pair.Candidate, StringComparer.OrdinalIgnoreCase)
            .Select(pair => pair.Candidate)
            .Take(most)];
    }

    /// <summary>One slip in a short word, a third of it in a longer one, up to four.</summary>
    internal static int Tolerance(string word) => Math.Clamp(word.Length / 3, 1, 4);

    /// <summary>How many letters have to be added, left out, changed or swapped with their neighbour, in any case (the optimal string alignment distance).</summary>
    internal static int Distance(string left, string right)
    {
        if (left.Length > LongestWord || right.Length > LongestWord) return int.MaxValue; // what long words have in common says nothing
        var (older, old, current) = (new int[right.Length + 1], new int[right.Length + 1], new int[right.Length + 1]);
        for (var at = 0; at <= right.Length; at++) old[at] = at;
        for (var row = 1; row <= left.Length; row++)
        {
            current[0] = row;
            for (var column = 1; column <= right.Length; column++)
            {
                var same = Same(left[row - 1], right[column - 1]);
                var least = Math.Min(Math.Min(current[column - 1], old[column]) + 1, old[column - 1] + (same ? 0 : 1));
                if (row > 1 && column > 1 && Same(left[row - 1], right[column - 2]) && Same(left[row - 2], right[column - 1]))
                    least = Math.Min(least, older[column - 2] + 1);
                current[column] = least;
            }
            (older, old, current) = (old, current, older);
        }
        return old[right.Length];
    }

    private static bool Same(char left, char right) => char.ToLowerInvariant(left) == char.ToLowerInvariant(right);
}
