namespace SmtpAdmin.Dkim;

/// <summary>What several reports come to: of records, each has to pass; of a search, one key that passes is enough.</summary>
public sealed class DkimRecordOutcome
{
    private bool _allPassed = true;
    private bool _isSearch;
    private bool _hasFound;

    /// <summary>How many reports there were.</summary>
    public int Count { get; private set; }

    /// <summary>Something got no conclusive answer, and nothing is known to be wrong.</summary>
    public bool IsUnknown { get; private set; }

    /// <summary>All passed, and there was something.</summary>
    public bool AllPassed => Count > 0 && _allPassed && (!_isSearch || _hasFound);

    /// <summary>The reports that follow are of a search for one domain.</summary>
    public void BeginSearch()
    {
        if (_isSearch) _allPassed &= _hasFound;
        (_isSearch, _hasFound) = (true, false);
    }

    /// <summary>Counts a report.</summary>
    public void Add(DkimRecordReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        Count++;
        IsUnknown |= report.Status == DkimRecordStatus.Unknown;
        if (_isSearch) _hasFound |= report is { Passed: true, Selector: not null };
        else _allPassed &= report.Passed;
    }

    /// <summary>An input was refused.</summary>
    public void Refuse() => _allPassed = false;
}
