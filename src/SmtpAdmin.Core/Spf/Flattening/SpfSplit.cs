using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Spf;

/// <summary>A draft, cut into records that keep their length: networks that have no room in the domain's own stand in others, which it includes with their qualifier.</summary>
internal sealed class SpfSplit
{
    private const string ChildEnd = " -all";
    private readonly SpfFlatDraft _draft;
    private readonly int _maxLength;
    private readonly int _includeLength; // with the space before it, without a qualifier
    private readonly List<IReadOnlyList<string>>[] _children;
    private readonly int[] _stay; // how many terms of each part stay in the domain's record, from its beginning

    private SpfSplit(SpfFlatDraft draft, int maxLength, int nameLength)
    {
        _draft = draft;
        _maxLength = maxLength;
        _includeLength = " include:".Length + nameLength;
        _children = [.. draft.Parts.Select(_ => new List<IReadOnlyList<string>>())];
        _stay = [.. draft.Parts.Select(part => part.Terms.Count)];
    }

    /// <summary>All records keep their length.</summary>
    public bool Fits => Length <= _maxLength;

    /// <summary>There is more than the domain's own record.</summary>
    public bool IsSplit => Array.Exists(_children, children => children.Count > 0);

    /// <summary>How many look-ups the whole costs, at most.</summary>
    public int LookupCount => _draft.KeptCost.Lookups + _children.Sum(children => children.Count);

    private int Length =>
        SpfRecord.Version.Length + _draft.End.Sum(term => term.Length + 1)
        + _draft.Parts.Select((part, at) => part.Terms.Take(_stay[at]).Sum(part.LengthOf) + (_children[at].Count * IncludeLength(part))).Sum();

    /// <summary>Cuts a draft.</summary>
    /// <param name="draft">The draft.</param>
    /// <param name="maxLength">How many octets each record may have.</param>
    /// <param name="nameLength">How long the names of further records are, at most.</param>
    public static SpfSplit Of(SpfFlatDraft draft, int maxLength, int nameLength)
    {
        var split = new SpfSplit(draft, maxLength, nameLength);
        split.MoveOut();
        split.TakeBack();
        return split;
    }

    /// <summary>Writes the records.</summary>
    /// <param name="nameOf">The name for the text of a further record.</param>
    /// <returns>The domain's record, and the others.</returns>
    public (string Top, IReadOnlyList<TxtZoneRecord> Children) Write(Func<string, string> nameOf)
    {
        var terms = new List<string> { SpfRecord.Version };
        var records = new List<TxtZoneRecord>();
        foreach (var (part, at) in _draft.Parts.Select((part, at) => (part, at)))
        {
            terms.AddRange(part.Terms.Take(_stay[at]).Select(term => part.Sign + term)); // those that cost nothing go first
            foreach (var child in _children[at])
            {
                var text = $"{SpfRecord.Version} {string.Join(' ', child)}{ChildEnd}";
                var name = nameOf(text);
                records.Add(new TxtZoneRecord(name, text));
                terms.Add($"{part.Sign}include:{name}");
            }
        }
        return (string.Join(' ', [.. terms, .. _draft.End]), records);
    }

    private int IncludeLength(SpfPart part) => _includeLength + part.Sign.Length;

    /// <summary>Moves whole parts into records of their own, the longest first, until the domain's record keeps its length.</summary>
    private void MoveOut()
    {
        foreach (var at in Enumerable.Range(0, _draft.Parts.Count).Where(at => _draft.Parts[at].IsListed).OrderByDescending(at => _draft.Parts[at].Length))
        {
            if (Fits) return;
            var children = Cut(_draft.Parts[at].Terms);
            if (children.Count * IncludeLength(_draft.Parts[at]) >= _draft.Parts[at].Length) continue; // would be no shorter
            _children[at] = children;
            _stay[at] = 0;
        }
    }

    /// <summary>Gives the room that is left to networks again, where that saves a record.</summary>
    private void TakeBack()
    {
        for (var at = 0; at < _stay.Length && Fits; at++)
        {
            if (_children[at].Count == 0) continue;
            var part = _draft.Parts[at];
            var room = _maxLength - Length + IncludeLength(part);
            var count = 0;
            while (count < part.Terms.Count && room >= part.LengthOf(part.Terms[count])) room -= part.LengthOf(part.Terms[count++]);
            var rest = Cut(part.Terms.Skip(count));
            if (rest.Count >= _children[at].Count) continue;
            _children[at] = rest;
            _stay[at] = count;
        }
    }

    private List<IReadOnlyList<string>> Cut(IEnumerable<string> terms)
    {
        var children = new List<IReadOnlyList<string>>();
        var child = new List<string>();
        var length = SpfRecord.Version.Length + ChildEnd.Length;
        foreach (var term in terms)
        {
            if (child.Count > 0 && length + term.Length + 1 > _maxLength)
            {
                children.Add(child);
                child = [];
                length = SpfRecord.Version.Length + ChildEnd.Length;
            }
            child.Add(term);
            length += term.Length + 1;
        }
        if (child.Count > 0) children.Add(child);
        return children;
    }
}
