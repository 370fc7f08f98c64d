namespace SmtpAdmin.Smtp.Relay;

/// <summary>Takes nothing down.</summary>
internal sealed class NoLog : IRelayLog
{
    /// <summary>The one there is.</summary>
    public static NoLog Instance { get; } = new();

    /// <inheritdoc/>
    public void Write(SmtpTraceEvent entry)
    {
    }
}
