using SmtpAdmin.Reputation;

namespace SmtpAdmin.Core.Tests.Reputation.Dnsbl;

/// <summary>What changes are, said another way: by the last answers of all that there were.</summary>
internal sealed class ChangeModel(int confirmations)
{
    private readonly List<(bool IsListed, string Codes, DateTimeOffset At)> _answers = [];
    private DateTimeOffset? _since;
    private string _codes = "";

    public List<DnsblChange> Told { get; } = [];

    public (DnsblChange? Change, DateTimeOffset? Since) Next(DnsblStatus status, string codes, DateTimeOffset at)
    {
        var isListed = status == DnsblStatus.Listed;
        _answers.Add((isListed, codes, at));
        var last = _answers.TakeLast(confirmations).ToList();
        var isWhole = last.Count == confirmations;
        var streak = _answers[(_answers.FindLastIndex(answer => answer.IsListed != isListed) + 1)..];

        if (_since is null && isListed && streak.Count >= confirmations)
        {
            (_since, _codes) = (streak[0].At, codes);
            return (Tell(DnsblChange.Added), _since);
        }
        if (_since is null) return (null, isListed ? streak[0].At : null);
        if (!isListed && streak.Count >= confirmations)
        {
            var ended = _since;
            _since = null;
            return (Tell(DnsblChange.Removed), ended);
        }
        if (isListed && codes != _codes && isWhole && last.All(answer => answer.IsListed && answer.Codes == codes))
        {
            _codes = codes;
            return (Tell(DnsblChange.CodeChanged), _since);
        }
        return (null, isListed ? _since : null);
    }

    private DnsblChange Tell(DnsblChange change)
    {
        Told.Add(change);
        return change;
    }
}
