using System.Text;

namespace SmtpAdmin.Dkim;

/// <summary>One line of a signer's configuration, to be changed so that the new key signs. All else in the file stays octet for octet.</summary>
/// <param name="Path">The file.</param>
/// <param name="Before">What it held when it was read; each character is an octet.</param>
/// <param name="Start">Where the part begins that is replaced.</param>
/// <param name="Length">How long that part is.</param>
/// <param name="Part">What takes its place.</param>
internal sealed record DkimSignerChange(string Path, string Before, int Start, int Length, string Part)
{
    /// <summary>The content after the change.</summary>
    public string After => string.Concat(Before.AsSpan(0, Start), Part, Before.AsSpan(Start + Length));

    /// <summary>Replaces the file by one of the same owner and permissions.</summary>
    /// <returns>Why it was not done, as a sentence; null when it was.</returns>
    /// <exception cref="IOException">It cannot be written; the old one is there as before.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written; the old one is there as before.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the old one is there as before.</exception>
    public async Task<string?> WriteAsync(TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var target = AtomicFile.ResolveLinks(Path);
        if ((File.GetAttributes(target) & FileAttributes.ReadOnly) != 0 && OperatingSystem.IsWindows()) return "The file is read-only.";
        if (await File.ReadAllTextAsync(target, Encoding.Latin1, cancellationToken).ConfigureAwait(false) != Before) return "The file was changed while it was looked at.";
        var owner = UnixOwner.Of(target);
        if (owner is null && !OperatingSystem.IsWindows()) return "Whose file it is cannot be found out here, so that a new one might be unreadable for the signer.";
        if (owner is { } whose && DkimSignerFileAccess.Problem(target, whose) is { } problem) return problem;
        await AtomicFile.WriteAsync(target, (stream, token) => stream.WriteAsync(Encoding.Latin1.GetBytes(After), token).AsTask(), null, timeProvider, cancellationToken).ConfigureAwait(false);
        return null;
    }
}
