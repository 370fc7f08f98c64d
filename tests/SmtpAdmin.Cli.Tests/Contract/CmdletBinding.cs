namespace SmtpAdmin.Cli.Tests.Contract;

/// <summary>How a parameter is bound in one parameter set.</summary>
/// <param name="Set">The set's name; <c>(All)</c> where the cmdlet has one set alone.</param>
/// <param name="Required">It must be given.</param>
/// <param name="Position">Counted from 0; null for one that is only bound by name.</param>
/// <param name="PipelineInput">As the pages write it.</param>
internal sealed record CmdletBinding(string Set, bool Required, int? Position, string PipelineInput);
