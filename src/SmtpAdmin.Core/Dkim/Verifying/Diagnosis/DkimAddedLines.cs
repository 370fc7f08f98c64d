using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SmtpAdmin.Dkim;

/// <summary>Finds lines that were added to a body: at its end, at its beginning, or somewhere inside.</summary>
internal static class DkimAddedLines
{
    private const int MaxFooterLines = 1000;
    private const int MaxBannerLines = 60;
    private const int MaxLines = 400; // of a body in which any lines may be the added ones
    private const string Reference = "RFC 6376 section 3.4";

    /// <summary>Looks at the end and at the beginning.</summary>
    /// <param name="body">The body in its canonical form.</param>
    /// <param name="wanted">The hash that was signed.</param>
    /// <param name="budget">How much may be hashed.</param>
    public static Finding? Find(byte[] body, byte[] wanted, DkimWorkBudget budget)
    {
        if (body.Length == 0 || !budget.TryTake(body.Length)) return null;
        var starts = BodyLines.Starts(body);
        if (FindFooter(body, starts, wanted) is { } kept) return Added(body[starts[kept]..], "at the end", "DKIM-BODY-FOOTER");
        for (var line = 1; line < Math.Min(starts.Count - 1, MaxBannerLines) && budget.TryTake(body.Length - starts[line]); line++)
        {
            if (SHA256.HashData(body.AsSpan(starts[line])).AsSpan().SequenceEqual(wanted)) return Added(body[..starts[line]], "at the beginning", "DKIM-BODY-BANNER");
        }
        return null;
    }

    /// <summary>Looks for lines in a row anywhere in a short body.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static Finding? FindInside(byte[] body, byte[] wanted, DkimWorkBudget budget, CancellationToken cancellationToken)
    {
        var starts = BodyLines.Starts(body);
        if (starts.Count > MaxLines) return null;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        // Few lines first: what is added is mostly short.
        for (var count = 1; count < starts.Count - 1; count++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (var line = 1; line + count < starts.Count - 1; line++)
            {
                var (from, to) = (starts[line], starts[line + count]);
                if (!budget.TryTake(body.Length - (to - from))) return null;
                hash.AppendData(body.AsSpan(0, from));
                hash.AppendData(body.AsSpan(to));
                hash.GetHashAndReset(digest);
                if (digest.SequenceEqual(wanted)) return Added(body[from..to], string.Create(CultureInfo.InvariantCulture, $"behind line {line}"), "DKIM-BODY-LINES-ADDED");
            }
        }
        return null;
    }

    /// <summary>How many lines are those that were signed; null when the end is not what was added.</summary>
    private static int? FindFooter(byte[] body, List<int> starts, byte[] wanted)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        var hashed = 0;
        for (var line = Math.Max(0, starts.Count - 1 - MaxFooterLines); line < starts.Count - 1; line++)
        {
            hash.AppendData(body.AsSpan(hashed, starts[line] - hashed));
            hashed = starts[line];
            hash.GetCurrentHash(digest);
            if (digest.SequenceEqual(wanted)) return line;
        }
        // An empty body is a CRLF when simple (RFC 6376 section 3.4.3).
        return SHA256.HashData("\r\n"u8).AsSpan().SequenceEqual(wanted) ? 0 : null;
    }

    private static Finding Added(byte[] added, string where, string code)
    {
        var count = BodyLines.Starts(added).Count - 1;
        // Empty lines say nothing; where there is a word, it tells whose footer it is.
        var text = PlainText.Excerpt(Encoding.UTF8.GetString(added.AsSpan(0, Math.Min(added.Length, 4096))).Replace("\r\n", " ", StringComparison.Ordinal).Trim(), 60);
        return new(
            FindingSeverity.Error,
            code,
            $"{(count == 1 ? "1 line was" : $"{count} lines were")} added {where}{(text.Length > 0 ? $": '{text}'" : "")}. Without {(count == 1 ? "it" : "them")} the body is the one that was signed.",
            "Sign behind what adds it: at the last server of your own. A mailing list or the receiver's gateway has to sign for itself.",
            Reference);
    }
}
