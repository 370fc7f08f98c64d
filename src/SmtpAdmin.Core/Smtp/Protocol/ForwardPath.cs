using System.Diagnostics.CodeAnalysis;

namespace SmtpAdmin.Smtp.Protocol;

/// <summary>A recipient: a mailbox, or <c>&lt;Postmaster&gt;</c> without a domain, which every server has (RFC 5321 section 4.1.1.3).</summary>
/// <param name="Address">The mailbox; null for <c>&lt;Postmaster&gt;</c>.</param>
public sealed record ForwardPath(EmailAddress? Address)
{
    /// <summary>The postmaster of whoever is asked.</summary>
    public static ForwardPath Postmaster { get; } = new((EmailAddress?)null);

    /// <summary>This is <c>&lt;Postmaster&gt;</c> without a domain.</summary>
    public bool IsPostmaster => Address is null;

    /// <summary>Reads <c>&lt;...&gt;</c>. A source route is taken and dropped, as RFC 5321 section 3.6.1 says, so that it never makes a relay of us.</summary>
    /// <param name="text">The text, which may go on behind the path.</param>
    /// <param name="path">The path read.</param>
    /// <param name="length">How many characters it took.</param>
    /// <param name="problem">Why it is no path, as a phrase.</param>
    public static bool TryTake(
        ReadOnlySpan<char> text, [NotNullWhen(true)] out ForwardPath? path, out int length, [NotNullWhen(false)] out string? problem)
    {
        path = null;
        if (!PathParser.TryTake(text, out var inside, out length, out problem)) return false;
        if (inside.Equals("postmaster", StringComparison.OrdinalIgnoreCase))
        {
            path = Postmaster;
            return true;
        }
        if (!PathParser.TryMailbox(inside, out var address, out problem)) return false;
        path = new ForwardPath(address);
        return true;
    }

    /// <summary>The path with its brackets.</summary>
    public override string ToString() => Address is null ? "<Postmaster>" : $"<{Address}>";
}
