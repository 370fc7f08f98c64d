using System.Text;

namespace SmtpAdmin.Dkim;

/// <summary>One line of a signer's configuration, to be changed so that the new key signs. All else in the file stays octet for octet.</summary>
/// <param name="Path">The file.</param>
/// <param name="Before">What it held when it was read; each character is an octet.</param>
/// <param name="Start">Where the part begins that is replaced.</param>
/// <param name="Length">How long that part is.</param>
/// <param name="Part">What takes its place; each character is an octet.</param>
internal sealed record DkimSignerChange(string Path, string Before, int Start, int Length, string Part)
{
    private const string Changed = "The file was changed while it was looked at.";

    /// <summary>Finds the places that name a selector for the domain; null where no other content than <see cref="Before"/> is to be changed.</summary>
    public Func<string, IReadOnlyList<DkimSignerEntry>>? Read { get; init; }

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
        if (DkimSignerTarget.Problem(target) is { } unwanted) return unwanted;
        var owner = UnixOwner.Of(target);
        if (owner is null && !OperatingSystem.IsWindows()) return "Whose file it is cannot be found out here, so that a new one might be unreadable for the signer.";
        // Before, so that whoever may not replace it leaves no lock there; and again under the lock, where no other run clears away what this is tried with.
        if (OwnerProblem() is { } foreign) return foreign;
        var hold = await DkimSignerLock.TakeAsync(target, timeProvider, cancellationToken).ConfigureAwait(false);
        if (hold is null) return $"Another run holds it for too long. See which process has '{PlainText.Excerpt(DkimSignerLock.PathFor(target), 260)}' open.";
        await using (hold.ConfigureAwait(false))
        {
            AtomicFile.DeleteLeftovers(target);
            if (OwnerProblem() is { } problem) return problem;
            if (await ContentAsync(target, cancellationToken).ConfigureAwait(false) is not { } now || On(now) is not { } change) return Changed;
            var octets = Encoding.Latin1.GetBytes(change.After);
            var isDone = await AtomicFile.ReplaceAsync(target, (stream, token) => stream.WriteAsync(octets, token).AsTask(), null, IsAsItWasAsync, timeProvider, cancellationToken).ConfigureAwait(false);
            return isDone ? null : Changed;

            // Whoever edits the file by hand knows no lock: what was written since it was read stays, and the change waits for the next call.
            async Task<bool> IsAsItWasAsync(CancellationToken token) => await ContentAsync(target, token).ConfigureAwait(false) == now;
        }

        string? OwnerProblem() => owner is { } whose ? DkimSignerFileAccess.Problem(target, whose) : null;
    }

    private static Task<string?> ContentAsync(string target, CancellationToken cancellationToken) => DkimConfigText.ReadAsync(target, DkimSignerFile.MaxLength, cancellationToken);

    /// <summary>
    /// The same change of what the file holds now. Runs for other domains may have changed lines of theirs since it was read; where a line
    /// came or went, or what it says of this domain is another, somebody else is at work.
    /// </summary>
    private DkimSignerChange? On(string now)
    {
        if (now == Before) return this;
        if (Read is null) return null;
        var (was, has) = (Read(Before), Read(now));
        if (DkimConfigLine.Of(Before).Count() != DkimConfigLine.Of(now).Count() || !was.Select(Placeless).SequenceEqual(has.Select(Placeless))) return null;
        var at = was.TakeWhile(entry => entry.Start != Start).Count();
        if (at == was.Count) return null;
        var moved = this with { Before = now, Start = has[at].Start };
        return DkimConfigLine.At(Before, was[at].Line) == DkimConfigLine.At(now, was[at].Line) ? moved : null;
    }

    private static DkimSignerEntry Placeless(DkimSignerEntry entry) => entry with { Start = 0 };
}
