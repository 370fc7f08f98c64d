namespace SmtpAdmin.HelpBuilder.Model;

/// <summary>A type that the cmdlet takes from the pipeline or writes to it.</summary>
internal sealed record HelpType(string Name, IReadOnlyList<string> Description);
