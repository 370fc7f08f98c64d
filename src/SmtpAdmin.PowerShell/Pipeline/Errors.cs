using System.Management.Automation;
using SmtpAdmin.Dane;
using SmtpAdmin.Dns;
using SmtpAdmin.Provisioning;
using SmtpAdmin.Reputation;
using SmtpAdmin.Spf;

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

    /// <summary>What is no record that can be published. The id is the fault.</summary>
    public static ErrorRecord Of(DnsRecordException exception) =>
        new(exception, $"{exception.Fault}", exception.Fault is DnsRecordFault.TooLong ? ErrorCategory.LimitsExceeded : ErrorCategory.InvalidArgument, exception.Subject.Length > 0 ? exception.Subject : null);

    /// <summary>A key for signing messages that cannot be used. Nothing of the secret is in it.</summary>
    public static ErrorRecord Of(TsigKeyException exception, object? target) =>
        new(exception, $"Key{exception.Fault}", exception.Fault is TsigKeyFault.TooOpen ? ErrorCategory.SecurityError : ErrorCategory.InvalidArgument, target);

    /// <summary>Why records were not published. The id is the fault.</summary>
    public static ErrorRecord Of(DnsPublishProblem problem)
    {
        var category = problem.Fault switch
        {
            DnsPublishFault.Refused or DnsPublishFault.NotAuth => ErrorCategory.PermissionDenied,
            DnsPublishFault.BadKey or DnsPublishFault.BadSignature or DnsPublishFault.BadTime => ErrorCategory.AuthenticationError,
            DnsPublishFault.Unreachable or DnsPublishFault.NoAnswer or DnsPublishFault.OutcomeUnknown => ErrorCategory.ConnectionError,
            DnsPublishFault.ZoneNotFound or DnsPublishFault.ServerNotFound => ErrorCategory.ObjectNotFound,
            DnsPublishFault.ChangedMeanwhile => ErrorCategory.ResourceBusy,
            DnsPublishFault.CnameBesideOtherData or DnsPublishFault.OtherRecords => ErrorCategory.ResourceExists,
            DnsPublishFault.TooLong => ErrorCategory.LimitsExceeded,
            DnsPublishFault.ServerError or DnsPublishFault.NotImplemented => ErrorCategory.DeviceError,
            DnsPublishFault.JournalUnwritable => ErrorCategory.WriteError,
            DnsPublishFault.BadJournal => ErrorCategory.ReadError,
            _ => ErrorCategory.InvalidArgument,
        };
        return new(new InvalidOperationException(problem.Message), $"{problem.Fault}", category, problem.Subject.Length > 0 ? problem.Subject : null);
    }

    /// <summary>Why no record is made. The id is the refusal's code.</summary>
    public static ErrorRecord Of(RecordRefusal refusal)
    {
        var category = refusal.Code switch
        {
            RecordRefusalCode.MxUnknown => ErrorCategory.ResourceUnavailable,
            RecordRefusalCode.NoMx or RecordRefusalCode.NullMx => ErrorCategory.ObjectNotFound,
            RecordRefusalCode.TooLong => ErrorCategory.LimitsExceeded,
            _ => ErrorCategory.InvalidArgument,
        };
        return new(new ArgumentException(refusal.Message), refusal.Code.ToString(), category, refusal.Subject.Length > 0 ? refusal.Subject : null);
    }

    /// <summary>Why no TLSA record is made. The id is the fault.</summary>
    public static ErrorRecord Of(TlsaException exception)
    {
        var category = exception.Fault switch
        {
            TlsaFault.BadFile => ErrorCategory.ReadError,
            TlsaFault.NoCertificate or TlsaFault.PrivateKeyOnly or TlsaFault.KeyWithoutCertificate or TlsaFault.NoIssuer => ErrorCategory.InvalidData,
            _ => ErrorCategory.InvalidArgument,
        };
        return new(exception, $"{exception.Fault}", category, exception.Subject.Length > 0 ? exception.Subject : null);
    }

    /// <summary>Why no PTR record is made. The id is the fault.</summary>
    public static ErrorRecord Of(PtrException exception) => new(exception, $"{exception.Fault}", ErrorCategory.InvalidArgument, exception.Subject.Length > 0 ? exception.Subject : null);

    /// <summary>Why no SPF record is made. The id is the refusal's code.</summary>
    public static ErrorRecord Of(SpfRefusal refusal)
    {
        var category = refusal.Code switch
        {
            SpfRefusalCode.UnknownProvider or SpfRefusalCode.IncludeWithoutRecord or SpfRefusalCode.RedirectWithoutRecord => ErrorCategory.ObjectNotFound,
            SpfRefusalCode.TooManyLookups or SpfRefusalCode.TooLong => ErrorCategory.LimitsExceeded,
            _ => ErrorCategory.InvalidArgument,
        };
        return new(new ArgumentException(refusal.Message), refusal.Code.ToString(), category, refusal.Subject.Length > 0 ? refusal.Subject : null);
    }
}
