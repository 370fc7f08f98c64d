namespace SmtpAdmin.Cli.Service;

/// <summary>A command that does what signals ask for by itself. Any other is cancelled by them, and has a second to end.</summary>
internal interface IHandlesSignals;
