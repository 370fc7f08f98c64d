using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>Writes down what a check tries, record within record.</summary>
internal sealed class SpfTracer
{
    private readonly Stack<RecordNotes> _records = new();

    /// <summary>The outermost record, once it has been left.</summary>
    public SpfTraceRecord? Whole { get; private set; }

    public void EnterRecord(string domain) => _records.Push(new RecordNotes(domain));

    public void SetRecord(SpfRecord record) => _records.Peek().Text = record.Text;

    public void LeaveRecord(SpfResult result)
    {
        var notes = _records.Pop();
        var record = new SpfTraceRecord { Domain = notes.Domain, Record = notes.Text, Result = result, Lookups = notes.Lookups, Terms = notes.Terms };
        if (_records.TryPeek(out var outer)) outer.Included = record;
        else Whole = record;
    }

    public void EnterTerm(SpfTerm term) => _records.Peek().Term = term.Text;

    public void SetTarget(string target) => _records.Peek().Target = target;

    public void LeaveTerm(bool? matched)
    {
        var notes = _records.Peek();
        notes.Terms.Add(new SpfTraceTerm { Term = notes.Term!, Target = notes.Target, Matched = matched, Lookups = notes.TermLookups, Record = notes.Included });
        (notes.Term, notes.Target, notes.Included, notes.TermLookups) = (null, null, null, []);
    }

    public void Add(DnsAnswer answer)
    {
        if (!_records.TryPeek(out var notes)) return; // the text of an explanation: the check is over
        (notes.Term is null ? notes.Lookups : notes.TermLookups).Add(SpfTraceLookup.Of(answer));
    }

    private sealed class RecordNotes(string domain)
    {
        public string Domain { get; } = domain;

        public string? Text { get; set; }

        public List<SpfTraceLookup> Lookups { get; } = [];

        public List<SpfTraceTerm> Terms { get; } = [];

        public string? Term { get; set; }

        public string? Target { get; set; }

        public List<SpfTraceLookup> TermLookups { get; set; } = [];

        public SpfTraceRecord? Included { get; set; }
    }
}
