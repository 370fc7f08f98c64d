namespace SmtpAdmin.HelpBuilder.Model;

/// <summary>One example: what it is for, the command, and what is to be said after it.</summary>
internal sealed record HelpExample(string Title, IReadOnlyList<string> Introduction, string Code, IReadOnlyList<string> Remarks);
