namespace SmtpAdmin.Smtp.Protocol;

/// <summary>One service extension that a server announces (RFC 5321 section 4.1.1.1).</summary>
/// <param name="Keyword">The keyword in upper case.</param>
/// <param name="Parameters">What stands behind it.</param>
public sealed record EhloExtension(string Keyword, IReadOnlyList<string> Parameters)
{
    /// <summary>The keyword and its parameters as one line.</summary>
    public override string ToString() => Parameters.Count == 0 ? Keyword : $"{Keyword} {string.Join(' ', Parameters)}";
}
