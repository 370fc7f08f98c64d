namespace SmtpAdmin.Smtp.Client;

/// <summary>The last step of every test: reads the server's name for the message, and says what went wrong and what to do.</summary>
internal static class SmtpTestDiagnosis
{
    /// <summary>Completes the result of an address.</summary>
    public static SmtpTestResult Complete(SmtpTestResult result, SmtpTestState state, DateTimeOffset now)
    {
        if (state.FinalReply is { IsPositive: true } reply) result = result with { QueueId = QueueIdReader.Read(reply) };
        return WithFindings(result, state.Options, now, state);
    }

    /// <summary>Completes the result of a name without an address.</summary>
    public static SmtpTestResult Complete(SmtpTestResult result, SmtpTestOptions options, DateTimeOffset now) => WithFindings(result, options, now, null);

    private static SmtpTestResult WithFindings(SmtpTestResult result, SmtpTestOptions options, DateTimeOffset now, SmtpTestState? state) => result with
    {
        Findings = CauseFinder.Find(result, new CauseContext
        {
            Now = now,
            HeloName = state?.HelloName,
            AddressFamily = options.AddressFamily,
            LocalAddress = options.LocalAddress,
            Sender = options.From?.ToString(),
            Recipients = [.. options.To.Select(recipient => recipient.ToString())],
            MessageSize = state?.Message?.Content.Length,
            CredentialsGiven = options.Credentials is not null,
            MessageEnded = state?.MessageEnded ?? false,
        }),
    };
}
