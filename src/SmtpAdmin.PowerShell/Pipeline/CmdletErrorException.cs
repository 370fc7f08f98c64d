using System.Management.Automation;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>Ends the work with an error of the cmdlet's own, which the pipeline's thread then throws.</summary>
internal sealed class CmdletErrorException(ErrorRecord error) : Exception(error.Exception.Message, error.Exception)
{
    public ErrorRecord Error { get; } = error;
}
