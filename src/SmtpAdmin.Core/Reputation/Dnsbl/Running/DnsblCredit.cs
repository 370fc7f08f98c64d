using System.Globalization;

namespace SmtpAdmin.Reputation;

/// <summary>
/// The answers of a run that are believed for a test which their list passed in an earlier run. Where a list is found broken or refusing
/// later in the run, they are taken back: out of what is counted, and out of what will be remembered. For one thread at a time.
/// </summary>
internal sealed class DnsblCredit(DnsblTally tally, DnsblListTallies lists, DnsblWatch? watch, TimeProvider time)
{
    private readonly Dictionary<DnsblGate, List<Answer>> _answers = [];

    /// <summary>Takes an outcome as it comes.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <param name="warning">What is to be said when the list was found out and answers of it were given before; null for nothing.</param>
    /// <returns>What to believe: the result, or that the list cannot be believed.</returns>
    public DnsblResult Judge(DnsblOutcome outcome, out string? warning)
    {
        warning = null;
        if (outcome.Gate is not { } gate) return outcome.Result;
        if (!gate.IsOnCredit(out var disproof))
        {
            if (_answers.Count > 0) _answers.Remove(gate);
        }
        else if (disproof is not null)
        {
            warning = TakeBack(gate, disproof);
            if (DnsblPairState.IsConclusive(outcome.Result.Status)) return DnsblResults.WithoutAsking(outcome.Target, gate.List, disproof, time.GetUtcNow());
        }
        return outcome.Result;
    }

    /// <summary>Notes an answer that was counted.</summary>
    /// <param name="outcome">Where it is from.</param>
    /// <param name="status">What it says.</param>
    /// <param name="isShown">It was given by itself; or it may be in its target's summary.</param>
    public void Note(DnsblOutcome outcome, DnsblStatus status, bool isShown)
    {
        if (outcome.Gate is not { } gate || !DnsblPairState.IsConclusive(status) || !gate.IsOnCredit(out _)) return;
        if (!_answers.TryGetValue(gate, out var answers)) _answers.Add(gate, answers = []);
        answers.Add(new Answer(outcome.Target, status, isShown));
    }

    private string? TakeBack(DnsblGate gate, DnsblTestVerdict disproof)
    {
        if (!_answers.Remove(gate, out var answers)) return null;
        var (list, heard) = (gate.List, lists.Of(gate.List));
        var reading = disproof.Reading!.Value;
        var given = 0;
        foreach (var (target, status, isShown) in answers)
        {
            tally.TakeBack(target, heard, status, reading.Status);
            heard.TakeBack(status, reading.Status);
            watch?.Forget(target.Text, list.Zone);
            if (isShown || target.Tally.IsOut) given++;
        }
        if (given == 0) return null;
        var why = DnsblFindings.Undecided(list, reading.Problem!, disproof.QueriedName).Message;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{why} {list.Name} passed its test in an earlier run, and so {given:N0} {(given == 1 ? "answer of it was" : "answers of it were")} given in this run before that was found out: take {(given == 1 ? "it" : "them")} as not known. {(given == 1 ? "It is" : "They are")} neither counted nor remembered. Test-DnsblProvider {list.Name} shows what it answers.");
    }

    private readonly record struct Answer(DnsblTarget Target, DnsblStatus Status, bool IsShown);
}
