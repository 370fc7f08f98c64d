using SmtpAdmin.Dns;

namespace SmtpAdmin.Dkim;

/// <summary>What an authoritative server's answer says of a key.</summary>
/// <param name="Status">What it publishes.</param>
/// <param name="Detail">More about it, in words that begin in lower case.</param>
/// <param name="CacheTime">How long resolvers may keep it; null where that is not known.</param>
/// <param name="Target">Where an alias leads.</param>
internal sealed record DkimServerReading(DkimServerStatus Status, string Detail = "", TimeSpan? CacheTime = null, DnsName? Target = null)
{
    /// <summary>The kind of the key that is there; null where there is none to be used.</summary>
    public DkimKeyKind? Kind { get; init; }

    /// <summary>The record is in test mode (<c>t=y</c>), and is not to be.</summary>
    public bool IsTest { get; init; }

    private const int MaxDetail = 200;

    /// <summary>Reads the answer to a question for TXT.</summary>
    /// <param name="answer">The answer; one that went over an alias has to be asked for again, as CNAME.</param>
    /// <param name="expected">The key that is to be there; null for any that can be used.</param>
    public static DkimServerReading Of(DnsAnswer answer, DkimExpectedKey? expected)
    {
        if (Unusable(answer) is { } unusable) return unusable;
        if (answer.Outcome != DnsOutcome.Answer)
            return new(DkimServerStatus.Missing, answer.Outcome == DnsOutcome.NxDomain ? "the name does not exist" : "the name has no TXT record", answer.NegativeTimeToLive);

        var kept = answer.Records.Max(record => record.TimeToLive);
        if (answer.Records.Count > 1) return new(DkimServerStatus.Several, $"{answer.Records.Count} TXT records", kept);
        if (answer.Records[0] is not TxtRecord text) return new(DkimServerStatus.Unknown, "an answer without TXT records");
        var record = DkimKeyRecord.Read(text.Text);
        if (record.IsRevoked) return new(DkimServerStatus.Revoked, "p= is empty", kept);
        if (record.KeyData is null || record.Problems.Count > 0) return new(DkimServerStatus.Faulty, Fault(record), kept);
        if (expected is not null && !expected.IsIn(record)) return new(DkimServerStatus.Different, "it is another key", kept);
        if (!record.IsForMail) return new(DkimServerStatus.Faulty, "s= does not allow mail", kept);
        if (record.HashAlgorithms.Count > 0 && !record.HashAlgorithms.Contains("sha256", StringComparer.OrdinalIgnoreCase)) return new(DkimServerStatus.Faulty, "h= does not allow sha256", kept);
        if (!DkimPublicKey.TryRead(record.KeyType, record.KeyData, out var key, out var problem)) return new(DkimServerStatus.Faulty, problem, kept);
        var isTest = expected is not { IsTest: true } && record.Flags.HasFlag(DkimKeyMode.TestMode);
        return new(DkimServerStatus.Published, isTest ? "in test mode (t=y): receivers treat the mail as unsigned" : "", kept) { Kind = new(key.Algorithm, key.KeySize), IsTest = isTest };
    }

    /// <summary>Reads the answer to a question for CNAME.</summary>
    public static DkimServerReading OfAlias(DnsAnswer answer)
    {
        if (Unusable(answer) is { } unusable) return unusable;
        return answer.Records.OfType<CnameRecord>().FirstOrDefault() is { } alias
            ? new(DkimServerStatus.Alias, $"to {alias.Target}", alias.TimeToLive, alias.Target)
            : new(DkimServerStatus.Unknown, "an alias in one answer, and none in the next");
    }

    private static DkimServerReading? Unusable(DnsAnswer answer)
    {
        if (!answer.IsConclusive)
        {
            var detail = PlainText.Excerpt(answer.Detail.TrimEnd('.'), MaxDetail);
            return new(DkimServerStatus.Unknown, detail.Length > 0 ? $"{answer.Outcome}: {detail}" : answer.Outcome.ToString());
        }
        return answer.Authoritative ? null : new(DkimServerStatus.Unknown, "it answers, but not as a server of the zone (AA is not set)");
    }

    private static string Fault(DkimKeyRecord record) =>
        record.Problems.Count > 0 ? PlainText.Excerpt(record.Problems[0].Message, MaxDetail) : "there is no key";
}
