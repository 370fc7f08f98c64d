namespace SmtpAdmin.Smtp.Client;

/// <summary>How a staged test ended.</summary>
public enum SmtpTestStatus
{
    /// <summary>The server took responsibility for the message, for every recipient.</summary>
    Sent,
    /// <summary>The test went as far as it was asked to go, and no stage failed.</summary>
    Stopped,
    /// <summary>A stage failed: see <see cref="SmtpTestResult.FailedStage"/> and the findings.</summary>
    Failed,
}
