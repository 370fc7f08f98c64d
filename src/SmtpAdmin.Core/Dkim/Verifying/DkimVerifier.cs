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
        var results = await reader.ReadHeadAsync(cancellationToken).ConfigureAwait(false) is { } head
            ? await VerifyAsync(message, start, reader, head, cancellationToken).ConfigureAwait(false)
            : [DkimVerdicts.HeadTooLong()];
        var header = DkimAuthenticationResults.Format(options.AuthservId, results);
        return [.. results.Select(result => result with { AuthenticationResults = header })];
    }

    private async Task<List<DkimSignatureResult>> VerifyAsync(Stream message, long start, DkimMessageReader reader, HeaderSection head, CancellationToken cancellationToken)
    {
        var fields = head.Fields.Where(field => field.Is(DkimSignatureField.FieldName)).ToList();
        if (fields.Count == 0) return [DkimVerdicts.Unsigned()];

        var signatures = fields.Take(MaxSignatures).Select(DkimSignatureField.Read).ToList();
        // The keys are asked for while the body is read.
        var keys = signatures.Where(signature => signature.Problem is null).Select(KeyName).OfType<DnsName>().Distinct()
            .ToDictionary(name => name, name => DkimKeyAnswer.AskAsync(resolver, name, cancellationToken));
        var bodies = await DkimBodies.HashAsync(reader, signatures, cancellationToken).ConfigureAwait(false);
        var answers = await Task.WhenAll(keys.Values).ConfigureAwait(false);
        var byName = answers.ToDictionary(answer => answer.Name);

        var results = new List<DkimSignatureResult>();
        foreach (var signature in signatures)
        {
            var key = KeyName(signature) is { } name ? byName.GetValueOrDefault(name) : null;
            var evidence = new DkimEvidence(head, signature, key, _keys.Read(key), bodies.GetValueOrDefault(signature), timeProvider.GetUtcNow());
            results.Add(DkimVerdicts.Judge(evidence));
        }
        if (fields.Count > MaxSignatures) results.Add(DkimVerdicts.TooMany(fields.Count));
        return results;
    }

    private static DnsName? KeyName(DkimSignatureField signature) => DkimName.OfKey(signature.Selector, signature.Domain);
}
