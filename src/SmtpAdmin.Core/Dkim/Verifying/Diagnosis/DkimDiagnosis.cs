using System.Globalization;
using SmtpAdmin.Mime;

namespace SmtpAdmin.Dkim;

/// <summary>
/// Finds out what broke the signatures of a message: usual changes are taken back one after the other, and where a hash then matches, that is
/// the proof. The work has bounds, whatever the message.
/// </summary>
/// <param name="message">The message, read to its end; a body can be read again where the stream can seek.</param>
/// <param name="start">Where the message begins.</param>
/// <param name="head">Its header section.</param>
internal sealed class DkimDiagnosis(Stream message, long start, HeaderSection head)
{
    /// <summary>The longest body that is looked at, in octets.</summary>
    public const int MaxBodyLength = 10 * 1024 * 1024;

    private const long MaxHashed = 256L * 1024 * 1024; // octets, of bodies, for all signatures of a message
    private const long MaxHeaderHashed = 64L * 1024 * 1024; // octets of header fields

    private readonly DkimWorkBudget _budget = new(MaxHashed);
    private readonly DkimWorkBudget _headerBudget = new(MaxHeaderHashed);
    private readonly Dictionary<(DkimCanonicalization, long?, string), Finding> _bodies = [];
    private ReadOnlyMemory<byte>? _body;
    private bool _isRead;

    /// <summary>Finds the causes of a signature that does not hold.</summary>
    /// <param name="evidence">What the signature was judged by.</param>
    /// <param name="result">What came out of it.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The causes; none for a signature whose hashes match, or cannot be known.</returns>
    /// <exception cref="IOException">The body cannot be read again.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<IReadOnlyList<Finding>> FindAsync(DkimEvidence evidence, DkimSignatureResult result, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        if (evidence is { Body: { } body } && result is { BodyHashMatches: false })
        {
            findings.Add(evidence.Signature.BodyLength > body.TotalLength
                ? new(FindingSeverity.Error, "DKIM-BODY-CUT", $"The end of the body is missing: {evidence.Signature.BodyLengthText} octets are signed, and there are {body.TotalLength}.", "Look for what cuts messages on their way.", "RFC 6376 section 3.5")
                : await FindInBodyAsync(evidence, cancellationToken).ConfigureAwait(false));
        }
        if (result.IsByOtherKey) findings.Add(DkimHeaderDiagnosis.OtherKey(evidence));
        if (result is { HeaderHashMatches: false } && evidence.KeyReading?.Key is { } key) findings.Add(DkimHeaderDiagnosis.Find(evidence, key, findings.FirstOrDefault()?.Code, _body ?? default, _headerBudget, cancellationToken));
        if (findings.Exists(finding => finding.Code is DkimBodyDiagnosis.ChangedCode or DkimHeaderDiagnosis.ChangedCode)) findings.AddRange(DkimChangeHints.Of(head, _body ?? default));
        return findings;
    }

    private async Task<Finding> FindInBodyAsync(DkimEvidence evidence, CancellationToken cancellationToken)
    {
        var signature = evidence.Signature;
        // Signatures that were made together say the same of the body.
        var same = (signature.BodyCanonicalization, signature.BodyLength, Convert.ToBase64String(signature.BodyHash));
        if (_bodies.TryGetValue(same, out var known)) return known;
        if (!_isRead)
        {
            _isRead = true;
            _body = await ReadBodyAsync(cancellationToken).ConfigureAwait(false);
        }
        var finding = _body is { } body ? DkimBodyDiagnosis.Find(head, signature, body, _budget, cancellationToken) : DkimBodyDiagnosis.NotSearched(
            message.CanSeek ? string.Create(CultureInfo.InvariantCulture, $"it is too long to be searched, with more than {MaxBodyLength:N0} octets") : "the message cannot be read a second time");
        _bodies.Add(same, finding);
        return finding;
    }

    /// <summary>The whole body, its lines as they are; null where it cannot be read again or is longer than what is looked at.</summary>
    private async Task<ReadOnlyMemory<byte>?> ReadBodyAsync(CancellationToken cancellationToken)
    {
        if (!message.CanSeek || message.Length - start > MaxBodyLength + DkimMessageReader.MaxHeadLength) return null;
        message.Position = start;
        using var reader = new DkimMessageReader(message);
        if (await reader.ReadHeadAsync(cancellationToken).ConfigureAwait(false) is null) return null;
        using var body = new MemoryStream();
        while (await reader.ReadBodyAsync(cancellationToken).ConfigureAwait(false) is { Length: > 0 } piece)
        {
            if (body.Length + piece.Length > MaxBodyLength) return null; // the file grew meanwhile
            body.Write(piece.Span);
        }
        return body.ToArray();
    }
}
