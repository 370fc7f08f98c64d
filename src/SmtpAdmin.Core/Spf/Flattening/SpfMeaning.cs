namespace SmtpAdmin.Spf;

/// <summary>
/// What a record means, in a form that is the same for all records that mean the same: between the terms that cannot be replaced, who gets which result.
/// An address that was decided about counts no more behind that.
/// </summary>
internal sealed class SpfMeaning
{
    private readonly List<SpfAddressSet[]> _blocks = [NewBlock()];
    private readonly List<string> _terms = [];

    private SpfMeaning(SpfWalkedRecord record)
    {
        var list = new SpfExpansion([]).Expand(record, _ => true);
        var decided = new SpfAddressSet();
        foreach (var step in list.Steps)
        {
            if (step is SpfListedStep { Addresses: var addresses })
            {
                var rest = SpfAddressSets.Without(addresses, decided);
                _blocks[^1][(int)step.Qualifier].Add(rest);
                decided.Add(rest);
                continue;
            }
            _terms.Add(((SpfKeptStep)step).Text);
            _blocks.Add(NewBlock());
        }
        if (list.End is { } end)
        {
            _blocks[^1][(int)end] = new SpfAddressSet(); // the end says the same of them
            _terms.Add(SpfFlatDraft.AllText(end));
        }
        if (list.Redirect is { } redirect) _terms.Add(redirect.Text);
        _terms.AddRange(SpfFlatDraft.Modifiers(record.Record!).Order(StringComparer.Ordinal));
    }

    /// <summary>The terms that cannot be replaced, and what the record ends with.</summary>
    public IReadOnlyList<string> Terms => _terms;

    /// <summary>What a record means that has no faults.</summary>
    public static SpfMeaning Of(SpfWalkedRecord record) => new(record);

    /// <summary>The addresses that get a result by a network.</summary>
    public SpfAddressSet With(SpfQualifier qualifier) => SpfAddressSets.Union(_blocks.Select(block => block[(int)qualifier]));

    /// <summary>Every sender gets the same result by both.</summary>
    public bool IsSame(SpfMeaning other) =>
        _terms.SequenceEqual(other._terms)
        && _blocks.Count == other._blocks.Count
        && _blocks.Zip(other._blocks).All(pair => pair.First.Zip(pair.Second).All(sets => sets.First.Ranges.SequenceEqual(sets.Second.Ranges)));

    private static SpfAddressSet[] NewBlock() => [.. Enum.GetValues<SpfQualifier>().Select(_ => new SpfAddressSet())];
}
