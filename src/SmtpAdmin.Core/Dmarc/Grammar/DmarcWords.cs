namespace SmtpAdmin.Dmarc;

/// <summary>The words of a record, and what they stand for (RFC 9989 section 4.8). The strings of its grammar ignore case (RFC 5234 section 2.3).</summary>
public static class DmarcWords
{
    private static readonly (string Word, DmarcFailureOption Option)[] Options =
        [("0", DmarcFailureOption.AllFail), ("1", DmarcFailureOption.AnyFail), ("d", DmarcFailureOption.Dkim), ("s", DmarcFailureOption.Spf)];

    /// <summary>The option for failure reports that a word stands for: <c>0</c>, <c>1</c>, <c>d</c> or <c>s</c>; null for none.</summary>
    public static DmarcFailureOption? FailureOption(string word) => Find(Options, word);

    internal static DmarcPolicy? Policy(string word) => Find([("none", DmarcPolicy.None), ("quarantine", DmarcPolicy.Quarantine), ("reject", DmarcPolicy.Reject)], word);

    internal static DmarcAlignment? Alignment(string word) => Find([("r", DmarcAlignment.Relaxed), ("s", DmarcAlignment.Strict)], word);

    internal static bool? YesOrNo(string word) => Find([("y", true), ("n", false)], word);

    internal static DmarcPublicSuffix? PublicSuffix(string word) => Find([("y", DmarcPublicSuffix.Yes), ("n", DmarcPublicSuffix.No), ("u", DmarcPublicSuffix.Unspecified)], word);

    /// <summary>A dmarc-fo: words with colons between, each once, of <c>0</c> and <c>1</c> one at most; null where it is none.</summary>
    internal static IReadOnlyList<DmarcFailureOption>? FailureOptions(string value)
    {
        var options = value.Split(':').Select(FailureOption).ToList();
        return options.Contains(null) || options.Distinct().Count() < options.Count || (options.Contains(DmarcFailureOption.AllFail) && options.Contains(DmarcFailureOption.AnyFail))
            ? null
            : [.. options.OfType<DmarcFailureOption>()];
    }

    internal static string Of(DmarcPolicy policy) => policy switch { DmarcPolicy.None => "none", DmarcPolicy.Quarantine => "quarantine", _ => "reject" };

    internal static string Of(DmarcAlignment alignment) => alignment == DmarcAlignment.Strict ? "s" : "r";

    internal static string Of(DmarcPublicSuffix suffix) => suffix switch { DmarcPublicSuffix.Yes => "y", DmarcPublicSuffix.No => "n", _ => "u" };

    internal static string Of(DmarcFailureOption option) => Array.Find(Options, known => known.Option == option).Word;

    private static T? Find<T>((string Word, T Value)[] words, string word)
        where T : struct
    {
        foreach (var (known, value) in words)
        {
            if (known.Equals(word, StringComparison.OrdinalIgnoreCase)) return value;
        }
        return null;
    }
}
