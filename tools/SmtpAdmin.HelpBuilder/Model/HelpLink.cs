namespace SmtpAdmin.HelpBuilder.Model;

/// <summary>A related link; without an address it names another command or topic.</summary>
internal sealed record HelpLink(string Text, string Address);
