using SmtpAdmin.Dns;

namespace SmtpAdmin.Dkim;

/// <summary>What the DNS says of a key (RFC 6376 section 6.1.2).</summary>
internal sealed record DkimKeyAnswer
{
    /// <summary>The name that was asked for.</summary>
    public required DnsName Name { get; init; }

    /// <summary>The answer.</summary>
    public required DnsAnswer Answer { get; init; }

    /// <summary>The records that may be keys: those that begin with <c>v=DKIM1</c>, or that have a <c>p=</c> and no other version.</summary>
    public required IReadOnlyList<DkimKeyRecord> Keys { get; init; }

    /// <summary>The TXT records of the name that are no keys.</summary>
    public required IReadOnlyList<string> Others { get; init; }

    /// <summary>What there is.</summary>
    public DkimKeyAvailability Availability => !Answer.IsConclusive ? DkimKeyAvailability.Unknown : Keys.Count switch
    {
        0 => DkimKeyAvailability.Missing,
        1 => DkimKeyAvailability.Found,
        _ => DkimKeyAvailability.Several,
    };

    /// <summary>Asks for a key.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<DkimKeyAnswer> AskAsync(IDnsResolver resolver, DnsName name, CancellationToken cancellationToken)
    {
        var answer = await resolver.ResolveAsync(name, DnsType.TXT, cancellationToken).ConfigureAwait(false);
        var texts = answer.Records.OfType<TxtRecord>().Select(record => DkimKeyRecord.Read(record.Text)).ToList();
        return new DkimKeyAnswer
        {
            Name = name,
            Answer = answer,
            Keys = [.. texts.Where(MayBeKey)],
            Others = [.. texts.Where(record => !MayBeKey(record)).Select(record => record.Text)],
        };
    }

    /// <summary>The version is not needed, but when it is there and another, the record is to be dropped (RFC 6376 section 3.6.1); a key with a mistake in its syntax is one all the same.</summary>
    private static bool MayBeKey(DkimKeyRecord record) =>
        record.Tags["v"] is { } version ? version.Value.StartsWith("DKIM", StringComparison.OrdinalIgnoreCase) : record.Tags["p"] is not null;
}
