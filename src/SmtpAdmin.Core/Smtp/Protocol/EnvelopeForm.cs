using System.Diagnostics.CodeAnalysis;

namespace SmtpAdmin.Smtp.Protocol;

/// <summary>The form that MAIL and RCPT share: a keyword, a path and parameters (RFC 5321 section 4.1.1).</summary>
/// <param name="keyword"><c>FROM:</c> or <c>TO:</c>.</param>
/// <param name="read">Reads the path.</param>
/// <param name="create">Makes the command from its path and the parameters as they came.</param>
/// <param name="apply">Adds to the command what a parameter says, or refuses it.</param>
/// <param name="syntax">The reply's text when the line does not have this form.</param>
/// <param name="badPath">The reply's text when the path is none, in front of what is wrong with it.</param>
internal sealed class EnvelopeForm<TPath, TCommand>(
    string keyword, PathReader<TPath> read, Func<TPath, IReadOnlyList<EsmtpParameter>, TCommand> create, ParameterStep<TCommand> apply, string syntax, string badPath)
    where TPath : class
    where TCommand : class
{
    /// <summary>Reads the text behind the verb.</summary>
    /// <param name="argument">For example <c>FROM:&lt;a@example.org&gt; SIZE=1000</c>.</param>
    /// <param name="command">The command read.</param>
    /// <param name="refusal">Why it is not taken.</param>
    public bool TryParse(string argument, [NotNullWhen(true)] out TCommand? command, [NotNullWhen(false)] out SmtpReply? refusal)
    {
        command = null;
        refusal = new SmtpReply(501, syntax);
        if (!argument.StartsWith(keyword, StringComparison.OrdinalIgnoreCase)) return false;

        // Section 3.3 allows no space behind the colon; printers and scripts send one, and it means no harm.
        var text = argument.AsSpan(keyword.Length).TrimStart(' ');
        if (!read(text, out var path, out var length, out var problem))
        {
            refusal = new SmtpReply(501, $"{badPath}: {problem}");
            return false;
        }
        if (!EsmtpParameter.TryParseAll(text[length..], out var parameters)) return false;

        var made = create(path, parameters);
        foreach (var parameter in parameters)
        {
            refusal = apply(parameter, ref made);
            if (refusal is not null) return false;
        }
        command = made;
        refusal = null;
        return true;
    }
}
