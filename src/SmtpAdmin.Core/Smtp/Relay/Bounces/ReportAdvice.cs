namespace SmtpAdmin.Smtp.Relay;

/// <summary>What a sender can do about an enhanced status code; a row of <c>advice.json</c>.</summary>
/// <param name="Code">The subject, or the subject and the detail (RFC 3463 section 3), such as <c>1</c> or <c>1.10</c>.</param>
/// <param name="Advice">One or two sentences.</param>
internal sealed record ReportAdvice(string Code, string Advice)
{
    private static readonly Lazy<Dictionary<string, string>> Table = new(() =>
        EmbeddedJson.Read<ReportAdvice[]>("Smtp.Relay.Bounces.advice.json").ToDictionary(row => row.Code, row => row.Advice, StringComparer.Ordinal));

    /// <summary>The advice for a code: the one for its detail, else for its subject; null where there is nothing to advise.</summary>
    /// <param name="status">The code with its class, such as <c>5.1.1</c>.</param>
    public static string? For(string status)
    {
        var code = status.AsSpan(status.IndexOf('.', StringComparison.Ordinal) + 1).ToString();
        return Table.Value.GetValueOrDefault(code) ?? Table.Value.GetValueOrDefault(code.Split('.')[0]);
    }
}
