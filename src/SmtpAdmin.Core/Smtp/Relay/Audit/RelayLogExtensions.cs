namespace SmtpAdmin.Smtp.Relay;

/// <summary>What is often taken down.</summary>
internal static class RelayLogExtensions
{
    /// <summary>Takes a warning down.</summary>
    /// <param name="log">Where to.</param>
    /// <param name="timeProvider">Tells when.</param>
    /// <param name="text">What is wrong and what to do, in sentences.</param>
    public static void Warn(this IRelayLog log, TimeProvider timeProvider, string text) =>
        log.Write(new SmtpTraceEvent { Time = timeProvider.GetUtcNow(), Kind = SmtpTraceKind.Warning, Text = text });
}
