using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>
/// What the checks of a run ask the DNS, each question once: thousands of senders are checked against few records, and a server
/// that is silent need not be waited for by each. Safe for any number of callers at once.
/// </summary>
/// <param name="resolver">Who is asked.</param>
/// <param name="timeProvider">Tells how old an answer is.</param>
internal sealed class SpfLookups(IDnsResolver resolver, TimeProvider timeProvider)
{
    private const int MostKept = 20_000;
    private static readonly TimeSpan Keep = TimeSpan.FromSeconds(30); // a run that goes on for hours sees what has changed
    private readonly ConcurrentDictionary<Question, Entry> _answers = new();
    private readonly ConditionalWeakTable<object, SpfRecord> _records = []; // by the strings of the TXT record, which the resolver's cache hands out again

    /// <summary>Finds an answer that is there already.</summary>
    public bool TryFind(DnsName name, DnsType type, [NotNullWhen(true)] out DnsAnswer? answer)
    {
        answer = _answers.TryGetValue(new Question(name, type), out var entry) && timeProvider.GetElapsedTime(entry.StoredAt) < Keep ? entry.Answer : null;
        return answer is not null;
    }

    /// <summary>Asks.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async ValueTask<DnsAnswer> AskAsync(DnsName name, DnsType type, CancellationToken cancellationToken)
    {
        var answer = await resolver.ResolveAsync(name, type, cancellationToken).ConfigureAwait(false);
        if (_answers.Count >= MostKept) _answers.Clear();
        _answers[new Question(name, type)] = new Entry(answer with { Duration = TimeSpan.Zero, FromCache = true }, timeProvider.GetTimestamp());
        return answer;
    }

    /// <summary>The SPF records among the TXT records of an answer (RFC 7208 section 4.5).</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="count">How many there are.</param>
    /// <returns>The only one; null where there is none, or more than one.</returns>
    public SpfRecord? Select(DnsAnswer answer, out int count)
    {
        TxtRecord? chosen = null;
        count = 0;
        foreach (var record in answer.Records)
        {
            if (record is not TxtRecord txt || !IsSpf(txt)) continue;
            chosen = txt;
            count++;
        }
        return count == 1 ? Parse(chosen!) : null;
    }

    private SpfRecord Parse(TxtRecord record)
    {
        if (!_records.TryGetValue(record.Strings, out var parsed)) _records.AddOrUpdate(record.Strings, parsed = SpfRecord.Parse(record.Text));
        return parsed;
    }

    private static bool IsSpf(TxtRecord record)
    {
        Span<char> head = stackalloc char[SpfRecord.Version.Length + 1];
        var length = 0;
        foreach (var part in record.Strings)
        {
            var octets = part.Span[..Math.Min(part.Length, head.Length - length)];
            length += Encoding.Latin1.GetChars(octets, head[length..]);
            if (length == head.Length) break;
        }
        return SpfRecord.IsSpf(head[..length]);
    }

    private readonly record struct Question(DnsName Name, DnsType Type);

    private readonly record struct Entry(DnsAnswer Answer, long StoredAt);
}
