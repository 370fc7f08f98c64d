namespace SmtpAdmin.Provisioning;

/// <summary>Publishing was interrupted. The message says what was done by then.</summary>
public sealed class DnsPublishInterruptedException : OperationCanceledException
{
    /// <summary>Makes one.</summary>
    /// <param name="message">What was done, and what is not known, in sentences.</param>
    /// <param name="cancellationToken">What was cancelled.</param>
    public DnsPublishInterruptedException(string message, CancellationToken cancellationToken)
        : base(message, cancellationToken)
    {
    }
}
