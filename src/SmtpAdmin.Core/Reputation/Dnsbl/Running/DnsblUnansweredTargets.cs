using System.Globalization;

namespace SmtpAdmin.Reputation;

/// <summary>The targets that lists were asked about, and of which none gave an answer that counts.</summary>
internal sealed class DnsblUnansweredTargets
{
    private const int MaxNames = 5;

    private readonly List<string> _names = [];
    private readonly DnsblCounts _counts = new();

    private int _ofOtherKind;

    public int Count { get; private set; }

    public void Add(DnsblTarget target)
    {
        Count++;
        _counts.Add(target.Tally.Counts);
        _ofOtherKind += target.Tally.OfOtherKind;
        if (_names.Count < MaxNames) _names.Add(target.Text);
    }

    /// <summary>What is to be said of them; null when there are none.</summary>
    /// <param name="targets">How many targets there are in all.</param>
    public string? Warning(int targets)
    {
        if (Count == 0) return null;
        IEnumerable<string> names = _names.Order(StringComparer.Ordinal); // targets end in any order
        if (Count > _names.Count) names = names.Append(Invariant($"{Count - _names.Count:N0} more"));
        var of = Count == targets ? "" : Invariant($" ({Count:N0} of {targets:N0} targets)");
        if (_ofOtherKind > 0 && _ofOtherKind == _counts.Decided + _counts.Undecided)
            return $"Nothing is known of {Join([.. names])}{of}: the lists that were asked hold nothing of that kind. That is not the same as not listed. Name a list that does, or leave {(Count == 1 ? "it" : "them")} out.";
        var (which, allowed) = _counts.Decided == 0 ? ("list", "") : ("blacklist", "; what an allow list says does not tell who is listed");
        return $"Nothing is known of {Join([.. names])}{of}: no {which} that was asked gave an answer that counts ({_counts}{allowed}). "
            + "That is not the same as not listed. Test-DnsblProvider says which lists can be used from here, and why the others cannot.";
    }

    private static string Join(IReadOnlyList<string> names) =>
        names.Count == 1 ? names[0] : $"{string.Join(", ", names.Take(names.Count - 1))} and {names[^1]}";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
