using System.Text.RegularExpressions;

namespace SmtpAdmin.Smtp.Client;

/// <summary>How one mailer tells its queue id.</summary>
/// <param name="Name">The mailer.</param>
/// <param name="Pattern">A linear regular expression over the reply's text without its codes, with a group <c>id</c>.</param>
internal sealed record QueueIdShape(string Name, string Pattern)
{
    /// <summary>The pattern, made once. Linear in its input: the server may be hostile.</summary>
    public Regex Regex { get; } = new(Pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
}
