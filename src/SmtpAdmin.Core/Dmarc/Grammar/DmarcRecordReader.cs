using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Dmarc;

/// <summary>Reads a record as receivers do: what is wrong is left out, and told.</summary>
internal sealed class DmarcRecordReader
{
    private static readonly string[] Removed = ["pct", "rf", "ri"]; // RFC 9989 appendix C.5.2

    private readonly DmarcTagList _list;
    private readonly List<DmarcProblem> _problems;

    private DmarcRecordReader(string text)
    {
        _list = DmarcTagList.Read(text);
        _problems = [.. _list.Problems];
    }

    /// <summary>Reads a record.</summary>
    /// <param name="text">One for which <see cref="DmarcRecord.IsDmarc"/> holds.</param>
    public static DmarcRecord Read(string text) => new DmarcRecordReader(text).Make(text);

    private DmarcRecord Make(string text)
    {
        var record = new DmarcRecord
        {
            Text = text,
            Tags = [.. _list.Tags],
            Policy = Value("p", DmarcWords.Policy, "none, quarantine or reject"),
            SubdomainPolicy = Value("sp", DmarcWords.Policy, "none, quarantine or reject"),
            NonexistentSubdomainPolicy = Value("np", DmarcWords.Policy, "none, quarantine or reject"),
            DkimAlignment = Value("adkim", DmarcWords.Alignment, "r or s") ?? DmarcAlignment.Relaxed,
            SpfAlignment = Value("aspf", DmarcWords.Alignment, "r or s") ?? DmarcAlignment.Relaxed,
            AggregateReportTo = Uris("rua"),
            FailureReportTo = Uris("ruf"),
            IsTesting = Value("t", DmarcWords.YesOrNo, "y or n") ?? false,
            PublicSuffixDomain = Value("psd", DmarcWords.PublicSuffix, "y, n or u") ?? DmarcPublicSuffix.Unspecified,
        };
        if (_list["fo"] is { } options)
        {
            if (DmarcWords.FailureOptions(options) is { } read) record = record with { FailureOption = read };
            else Wrong("fo", $"'{PlainText.Excerpt(options)}' is not made of 0, 1, d and s with colons between, each once and not both 0 and 1");
        }
        foreach (var tag in _list.Tags) CheckName(tag);
        return record with
        {
            HasBrokenPolicy = _problems.Exists(problem => problem is { Kind: DmarcProblemKind.Syntax, Tag: "p" or "sp" or "np" }),
            Problems = [.. _problems.OrderBy(problem => problem.Position)],
        };
    }

    private T? Value<T>(string name, Func<string, T?> read, string words)
        where T : struct
    {
        if (_list[name] is not { } value) return null;
        var found = read(value);
        if (found is null) Wrong(name, $"'{PlainText.Excerpt(value)}' is not {words}");
        return found;
    }

    /// <summary>dmarc-urilist: URIs with commas between. One that cannot be read does not take the others with it.</summary>
    private List<ReportUri> Uris(string name)
    {
        var uris = new List<ReportUri>();
        foreach (var part in _list[name]?.Split(',') ?? [])
        {
            var text = part.Trim(' ', '\t');
            if (ReportUriText.SizeOf(text) is { } size)
            {
                text = text[..^size.Length]; // obs-dmarc-report-size
                Wrong(name, $"'{size}' limits the size of reports as RFC 7489 had it, and is ignored", DmarcProblemKind.Obsolete);
            }
            if (text.Length == 0) Wrong(name, "an address is empty between commas");
            else if (ReportUri.TryParse(text, out var uri, out var problem)) uris.Add(uri);
            else Wrong(name, problem);
        }
        return uris;
    }

    private void CheckName(DmarcTag tag)
    {
        if (tag.Name is "v" or "p" or "sp" or "np" or "adkim" or "aspf" or "rua" or "ruf" or "fo" or "t" or "psd") return;
        var isRemoved = Removed.Contains(tag.Name);
        _problems.Add(new DmarcProblem(
            isRemoved ? DmarcProblemKind.Removed : DmarcProblemKind.Unknown, PlainText.Excerpt(tag.Name, 40), tag.Position,
            isRemoved ? "the tag is no part of DMARC any more" : "there is no such tag, and receivers ignore it", isRemoved ? "RFC 9989 appendix C.5.2" : "RFC 9989 section 4.7"));
    }

    private void Wrong(string name, string message, DmarcProblemKind kind = DmarcProblemKind.Syntax) =>
        _problems.Add(new DmarcProblem(kind, name, _list.Tags.FirstOrDefault(tag => tag.Name == name)?.Position ?? 0, message, DmarcTagList.Reference));
}
