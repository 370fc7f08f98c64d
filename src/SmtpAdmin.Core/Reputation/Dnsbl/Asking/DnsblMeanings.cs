namespace SmtpAdmin.Reputation;

/// <summary>The meanings of one answer's codes, by what they say of the target.</summary>
internal sealed class DnsblMeanings
{
    private readonly List<string>?[] _byResult = new List<string>?[Enum.GetValues<DnsblCodeResult>().Length];

    /// <summary>The meanings that say this; null when none does.</summary>
    public IReadOnlyList<string>? Of(DnsblCodeResult result) => _byResult[(int)result];

    /// <summary>Adds all that a list documents of a code: lists that add verdicts up have several.</summary>
    /// <returns>False when the list documents no such code.</returns>
    public bool AddDocumented(DnsblProvider? provider, ReadOnlySpan<byte> code)
    {
        var documented = false;
        foreach (var known in provider?.Codes ?? [])
        {
            if (!known.Code.Matches(code)) continue;
            Add(known.Result, known.MeaningOf(code));
            documented = true;
        }
        return documented;
    }

    /// <summary>Adds a meaning, once.</summary>
    public void Add(DnsblCodeResult result, string meaning)
    {
        var meanings = _byResult[(int)result] ??= [];
        if (!meanings.Contains(meaning)) meanings.Add(meaning);
    }
}
