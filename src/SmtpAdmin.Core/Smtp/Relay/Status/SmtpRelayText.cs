namespace SmtpAdmin.Smtp.Relay;

/// <summary>What is said of relays, in one place for all who say it.</summary>
public static class SmtpRelayText
{
    /// <summary>No relay runs where one is to be asked for something.</summary>
    /// <param name="spoolPath">The folder of its queue.</param>
    public static string NotRunning(string spoolPath) =>
        $"No relay runs with the spool '{PlainText.Excerpt(spoolPath, 260)}'. Name its folder with -SpoolPath; Get-SmtpRelay shows its queue all the same.";

    /// <summary>A parameter that keeps a relay from being started.</summary>
    /// <param name="found">What is wrong.</param>
    public static string Refused(SmtpRelayOptionsFinding found)
    {
        ArgumentNullException.ThrowIfNull(found);
        return $"-{found.Property}: {found.Finding.ToSentences()}";
    }

    /// <summary>A problem of a configuration, with its place.</summary>
    /// <param name="exception">Whose problem it is.</param>
    /// <param name="problem">The problem.</param>
    public static string Refused(SmtpRelayConfigurationException exception, JsonProblem problem)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return $"{PlainText.Excerpt(exception.File, 260)}: {problem}";
    }

    /// <summary>What a start does, to be asked about.</summary>
    /// <param name="options">How the relay is to behave.</param>
    public static string Start(SmtpRelayOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return $"Start a relay on {string.Join(", ", options.Listeners.Select(listener => listener.EndPoint))}";
    }

    /// <summary>What an administrator should look at, as sentences.</summary>
    /// <param name="findings">The findings; those that only inform are left out.</param>
    public static IEnumerable<string> Warnings(IReadOnlyList<Finding> findings) =>
        findings.Where(finding => finding.Severity > FindingSeverity.Information).Select(finding => finding.ToSentences());

    /// <summary>What a relay took down, the oldest first.</summary>
    /// <param name="status">Its state.</param>
    /// <param name="since">From when on.</param>
    public static IEnumerable<string> Errors(SmtpRelayStatus status, DateTimeOffset since)
    {
        ArgumentNullException.ThrowIfNull(status);
        return status.LastErrors.Where(error => error.Time >= since).Reverse().Select(error => error.Text);
    }
}
