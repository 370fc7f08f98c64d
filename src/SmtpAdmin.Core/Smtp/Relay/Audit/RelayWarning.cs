namespace SmtpAdmin.Smtp.Relay;

/// <summary>Tells what an administrator should look at.</summary>
internal static class RelayWarning
{
    /// <summary>Takes a warning down.</summary>
    /// <param name="log">Where to; null for nowhere.</param>
    /// <param name="timeProvider">Tells when.</param>
    /// <param name="text">What is wrong and what to do, in sentences.</param>
    public static void Write(IRelayLog? log, TimeProvider timeProvider, string text) =>
        log?.Write(new SmtpTraceEvent { Time = timeProvider.GetUtcNow(), Kind = SmtpTraceKind.Warning, Text = text });
}
