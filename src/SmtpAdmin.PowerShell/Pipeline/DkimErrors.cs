using System.Management.Automation;
using SmtpAdmin.Dkim;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>Errors of DKIM; each fault has an id of its own.</summary>
internal static class DkimErrors
{
    /// <summary>A private key that cannot be used. Nothing of the key is in it.</summary>
    public static ErrorRecord Of(DkimKeyException exception, object? target) =>
        new(exception, $"DkimKey{exception.Fault}", exception.Fault is DkimKeyFault.PassphraseMissing or DkimKeyFault.PassphraseWrong ? ErrorCategory.AuthenticationError : ErrorCategory.InvalidData, target);

    /// <summary>A message that cannot be signed.</summary>
    public static ErrorRecord Of(DkimMessageException exception, object? target) => new(exception, $"DkimMessage{exception.Fault}", ErrorCategory.InvalidData, target);

    /// <summary>Why nothing can be signed as was asked for. The id is the problem's code.</summary>
    public static ErrorRecord Of(DkimSigningProblem problem) => Errors.BadArgument(problem.Code.ToString(), problem.Message, problem.Subject.Length > 0 ? problem.Subject : null);

    /// <summary>Why no key is made. The id is the refusal's code.</summary>
    public static ErrorRecord Of(DkimRefusal refusal)
    {
        var category = refusal.Code switch
        {
            DkimRefusalCode.KeyExists or DkimRefusalCode.SelectorInUse => ErrorCategory.ResourceExists,
            DkimRefusalCode.MissingFolder => ErrorCategory.ObjectNotFound,
            DkimRefusalCode.NoSelectorLeft => ErrorCategory.LimitsExceeded,
            _ => ErrorCategory.InvalidArgument,
        };
        return new(new ArgumentException(refusal.Message), refusal.Code.ToString(), category, refusal.Subject.Length > 0 ? refusal.Subject : null);
    }

    /// <summary>Why no step of a rotation can be taken. The id is the problem's, or that of what speaks against the key.</summary>
    public static IEnumerable<ErrorRecord> Of(DkimRotationException exception, string statePath)
    {
        if (exception.Refusals.Count > 0) return exception.Refusals.Select(Of);
        var category = exception.Problem switch
        {
            _ when exception.IsWrongArgument => ErrorCategory.InvalidArgument,
            DkimRotationProblem.StateLocked => ErrorCategory.ResourceBusy,
            DkimRotationProblem.StateReadOnly or DkimRotationProblem.StateUnwritable or DkimRotationProblem.KeyUnwritable => ErrorCategory.WriteError,
            DkimRotationProblem.StateDamaged or DkimRotationProblem.StateTooNew => ErrorCategory.InvalidData,
            _ => ErrorCategory.ReadError,
        };
        return [new ErrorRecord(exception, exception.Problem.ToString(), category, statePath)];
    }
}
