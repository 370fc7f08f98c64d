using System.Diagnostics.CodeAnalysis;

namespace SmtpAdmin.Smtp.Protocol;

/// <summary>Where non-delivery reports go: a mailbox, or the null sender <c>&lt;&gt;</c> (RFC 5321 section 4.5.5).</summary>
/// <param name="Address">The mailbox; null for the null sender.</param>
public sealed record ReversePath(EmailAddress? Address)
{
    /// <summary>The null sender.</summary>
    public static ReversePath Null { get; } = new((EmailAddress?)null);

    /// <summary>This is the null sender: the message is a report, and nothing may ever be sent back for it.</summary>
    public bool IsNull => Address is null;

    /// <summary>Reads <c>&lt;...&gt;</c>. A source route is taken and dropped.</summary>
    /// <param name="text">The text, which may go on behind the path.</param>
    /// <param name="path">The path read.</param>
    /// <param name="length">How many characters it took.</param>
    /// <param name="problem">Why it is no path, as a phrase.</param>
    public static bool TryTake(
        ReadOnlySpan<char> text, [NotNullWhen(true)] out ReversePath? path, out int length, [NotNullWhen(false)] out string? problem)
    {
        path = null;
        if (!PathParser.TryTake(text, out var inside, out length, out problem)) return false;
        if (length == 2)
        {
            path = Null;
            return true;
        }
        if (!PathParser.TryMailbox(inside, out var address, out problem)) return false;
        path = new ReversePath(address);
        return true;
    }

    /// <summary>The path with its brackets.</summary>
    public override string ToString() => $"<{Address}>";
}
