namespace SmtpAdmin.Provisioning;

/// <summary>Why records were not published, and what would do.</summary>
/// <param name="Fault">The reason.</param>
/// <param name="Message">What is wrong and what to do about it, in sentences.</param>
/// <param name="Subject">The name or the server that it is about.</param>
public sealed record DnsPublishProblem(DnsPublishFault Fault, string Message, string Subject = "")
{
    /// <inheritdoc/>
    public override string ToString() => Message;
}
