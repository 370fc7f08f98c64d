using System.Management.Automation;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>Errors that a script can match and a person can act on.</summary>
internal static class Errors
{
    /// <summary>An argument that cannot be used. The message says why and what would do.</summary>
    public static ErrorRecord BadArgument(string errorId, string message, object? target) =>
        new(new ArgumentException(message), errorId, ErrorCategory.InvalidArgument, target);

    /// <summary>An argument that cannot be used, for the reason that an exception gives.</summary>
    public static ErrorRecord BadArgument(string errorId, Exception reason, object? target) =>
        new(reason, errorId, ErrorCategory.InvalidArgument, target) { ErrorDetails = new ErrorDetails(Refusal.Text(reason)) };

    /// <summary>What is the matter with a choice of blacklists. The id is the problem's code.</summary>
    public static ErrorRecord Of(DnsblSelectionProblem problem)
    {
        var category = problem.Code is DnsblSelectionCode.UnknownProvider or DnsblSelectionCode.RetiredProvider ? ErrorCategory.ObjectNotFound : ErrorCategory.InvalidArgument;
        return new(new ArgumentException(problem.Message), problem.Code.ToString(), category, problem.Subject.Length > 0 ? problem.Subject : null);
    }
}
