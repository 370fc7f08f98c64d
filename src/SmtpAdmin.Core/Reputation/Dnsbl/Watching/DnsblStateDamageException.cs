namespace SmtpAdmin.Reputation;

/// <summary>A state file is no JSON, has another shape, or is torn. The message says where and what, without a full stop, and is fit to be shown.</summary>
internal sealed class DnsblStateDamageException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>Damage at a place of the file.</summary>
    /// <param name="line">The line, from 1.</param>
    /// <param name="position">The octet in it, from 1.</param>
    /// <param name="what">What is wrong there.</param>
    /// <param name="cause">What it came from.</param>
    public static DnsblStateDamageException At(long line, long position, string what, Exception cause) =>
        new(FormattableString.Invariant($"line {line}, position {position}: {what}"), cause);
}
