namespace SmtpAdmin.Dns;

/// <summary>A key cannot be used. The message says why, and what would do; the secret is not in it.</summary>
public sealed class TsigKeyException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="fault">The reason.</param>
    /// <param name="message">What is wrong and what to do about it, in sentences.</param>
    public TsigKeyException(TsigKeyFault fault, string message)
        : base(message) => Fault = fault;

    /// <summary>The reason.</summary>
    public TsigKeyFault Fault { get; }
}
