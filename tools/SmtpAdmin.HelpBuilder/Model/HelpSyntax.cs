namespace SmtpAdmin.HelpBuilder.Model;

/// <summary>One parameter set, as the SYNTAX section shows it. The help's own syntax is made from the parameters.</summary>
internal sealed record HelpSyntax(string SetName, bool IsDefault, string Text, int Line);
