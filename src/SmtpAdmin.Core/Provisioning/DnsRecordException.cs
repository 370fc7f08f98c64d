namespace SmtpAdmin.Provisioning;

/// <summary>What was given is no record that can be published. The message says why, and what would do.</summary>
public sealed class DnsRecordException : FormatException
{
    /// <summary>Makes one.</summary>
    /// <param name="fault">The reason.</param>
    /// <param name="message">What is wrong and what to do about it, in sentences.</param>
    /// <param name="subject">What it is about, as it was given.</param>
    public DnsRecordException(DnsRecordFault fault, string message, string subject = "")
        : base(message)
    {
        Fault = fault;
        Subject = subject;
    }

    /// <summary>The reason.</summary>
    public DnsRecordFault Fault { get; }

    /// <summary>What it is about, as it was given; empty for the whole.</summary>
    public string Subject { get; }
}
