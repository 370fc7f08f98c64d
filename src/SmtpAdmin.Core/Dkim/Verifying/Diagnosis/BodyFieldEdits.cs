using SmtpAdmin.Mime;

namespace SmtpAdmin.Dkim;

/// <summary>The fields that tell how a body is read, which change with it.</summary>
internal static class BodyFieldEdits
{
    private const string Remedy = "Look at what is told of the body: it is one change.";

    private static readonly string[] Names = ["Content-Type", "Content-Transfer-Encoding"];

    /// <summary>The edits that go with a change of the body.</summary>
    /// <param name="fields">The header section.</param>
    /// <param name="code">The code of what was found in the body.</param>
    /// <param name="body">The body, its lines ended by CRLF or LF.</param>
    public static IEnumerable<DkimHeaderEdit> Of(IReadOnlyList<HeaderField> fields, string? code, ReadOnlyMemory<byte> body)
    {
        if (code is null || WrappedPart.Fields(BodyLines.WithLineEnds(body.Span)) is not { Count: > 0 } inner) yield break;
        // A list moves them into the part, and may write some there that the message had not.
        var moved = inner.Where(field => Names.Any(name => field.Is(name))).ToList();
        var type = moved.Where(field => field.Is(Names[0])).ToList();
        foreach (var original in (List<HeaderField>[])[moved, type, []])
        {
            yield return With(fields, original, isVersioned: true);
            yield return With(fields, original, isVersioned: false);
        }
    }

    /// <summary>The names of such fields that are signed, with commas between; empty for none, and for a body that is read as before.</summary>
    /// <param name="signature">The signature.</param>
    /// <param name="code">The code of what was found in the body.</param>
    public static string Signed(DkimSignatureField signature, string? code) => code is DkimBodyDiagnosis.WrappedCode or EncodingGuesses.Code or CharsetGuesses.Code
        ? string.Join(" and ", Names.Where(name => signature.SignedHeaders.Contains(name, StringComparer.OrdinalIgnoreCase)))
        : "";

    private static DkimHeaderEdit With(IReadOnlyList<HeaderField> all, List<HeaderField> original, bool isVersioned)
    {
        var gone = all.Where(field => Names.Any(name => field.Is(name)) || (!isVersioned && field.Is("MIME-Version"))).Select(field => field.Raw).ToHashSet();
        return new(
            "Content-Type and Content-Transfer-Encoding were changed with the body, which became a part of another.",
            Remedy,
            fields => [.. fields.Where(field => !gone.Contains(field.Raw)), .. original]);
    }
}
