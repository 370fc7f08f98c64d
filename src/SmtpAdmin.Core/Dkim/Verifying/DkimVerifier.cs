using SmtpAdmin.Dns;
using SmtpAdmin.Mime;

namespace SmtpAdmin.Dkim;

/// <summary>Verifies the signatures of messages (RFC 6376 section 6). One instance serves any number of messages at once.</summary>
/// <param name="resolver">Asks for the keys.</param>
/// <param name="timeProvider">Tells whether a signature's time is over.</param>
public sealed class DkimVerifier(IDnsResolver resolver, TimeProvider timeProvider)
{
    /// <summary>How many signatures of a message are looked at (RFC 6376 section 6.1 leaves the limit to the verifier).</summary>
    public const int MaxSignatures = 10;

    private const int MaxAtOnce = 8; // messages

    private readonly DkimKeyCache _keys = new();

    /// <summary>Verifies every signature of a message, in order from the top; the body is read once, in flat memory.</summary>
    /// <param name="message">The message from its first header field on, lines ended by CRLF or LF. Where the stream can seek, a body that was changed is read again to find out how.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>One result for each signature; one that says so for a message that is not signed or cannot be read.</returns>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<IReadOnlyList<DkimSignatureResult>> VerifyAsync(Stream message, DkimVerifyOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(options);
        using var reader = new DkimMessageReader(message);
        var start = message.CanSeek ? message.Position : 0;
        IReadOnlyList<DkimSignatureResult> results = await reader.ReadHeadAsync(cancellationToken).ConfigureAwait(false) is { } head
            && !reader.IsUtf16
            ? await VerifyAsync(message, start, reader, head, cancellationToken).ConfigureAwait(false)
            : [reader.IsUtf16 ? DkimVerdicts.Utf16() : DkimVerdicts.HeadTooLong()];
        var header = DkimAuthenticationResults.Format(options.AuthservId, results);
        return [.. results.Select(result => result with { AuthenticationResults = header })];
    }

    /// <summary>Verifies many messages, several at once; the results come in the order of the messages.</summary>
    /// <param name="messages">The messages; each is opened when its turn comes, and closed.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Ends the work. Leaving the enumeration early ends it too.</param>
    /// <returns>A report for each message; one with an error for a message that cannot be read.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IAsyncEnumerable<DkimMessageReport> VerifyAllAsync(IAsyncEnumerable<DkimMessageSource> messages, DkimVerifyOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        return BoundedWork.RunInOrderAsync(messages, MaxAtOnce, (message, token) => VerifyAsync(message, options, token), cancellationToken);
    }

    private async Task<DkimMessageReport> VerifyAsync(DkimMessageSource source, DkimVerifyOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var message = source.Open();
            await using ((source.LeaveOpen ? Stream.Null : message).ConfigureAwait(false))
            {
                var results = await VerifyAsync(message, options, cancellationToken).ConfigureAwait(false);
                return new DkimMessageReport(source, [.. results.Select(result => result with { Path = source.Path })], null);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new DkimMessageReport(source, [], exception);
        }
    }

    private async Task<List<DkimSignatureResult>> VerifyAsync(Stream message, long start, DkimMessageReader reader, HeaderSection head, CancellationToken cancellationToken)
    {
        var fields = head.Fields.Where(field => field.Is(DkimSignatureField.FieldName)).ToList();
        if (fields.Count == 0) return [DkimVerdicts.Unsigned(head)];

        var signatures = fields.Take(MaxSignatures).Select(DkimSignatureField.Read).ToList();
        var (bodies, answers) = await ReadAsync(reader, signatures, cancellationToken).ConfigureAwait(false);
        var byName = answers.ToDictionary(answer => answer.Name);

        var results = new List<DkimSignatureResult>();
        var diagnosis = new DkimDiagnosis(message, start, head);
        foreach (var signature in signatures)
        {
            var key = KeyName(signature) is { } name ? byName.GetValueOrDefault(name) : null;
            var evidence = new DkimEvidence(head, signature, key, _keys.Read(key), bodies.GetValueOrDefault(signature), timeProvider.GetUtcNow());
            var result = DkimVerdicts.Judge(evidence);
            var causes = await diagnosis.FindAsync(evidence, result, cancellationToken).ConfigureAwait(false);
            results.Add(result with { Findings = Finding.WorstFirst(causes.Concat(DkimSignatureFindings.Of(evidence, result))) });
        }
        if (fields.Count > MaxSignatures) results.Add(DkimVerdicts.TooMany(fields.Count));
        return results;
    }

    /// <summary>Reads the body to its end, and asks for the keys meanwhile.</summary>
    private async Task<(IReadOnlyDictionary<DkimSignatureField, DkimBody> Bodies, DkimKeyAnswer[] Answers)> ReadAsync(
        DkimMessageReader reader, IReadOnlyList<DkimSignatureField> signatures, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var answers = Task.WhenAll(signatures.Where(signature => signature.Problem is null).Select(KeyName).OfType<DnsName>().Distinct()
            .Select(name => DkimKeyAnswer.AskAsync(resolver, name, stop.Token)));
        try
        {
            var bodies = await DkimBodies.HashAsync(reader, signatures, cancellationToken).ConfigureAwait(false);
            return (bodies, await answers.ConfigureAwait(false));
        }
        catch
        {
            // Nobody waits for the answers any more; what is said here is why.
            await stop.CancelAsync().ConfigureAwait(false);
            await ((Task)answers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    private static DnsName? KeyName(DkimSignatureField signature) => DkimName.OfKey(signature.Selector, signature.Domain);
}
