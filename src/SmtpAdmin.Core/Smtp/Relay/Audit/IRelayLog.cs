namespace SmtpAdmin.Smtp.Relay;

/// <summary>Takes down what happens. Called by many at once; returns at once and never throws: what cannot be written is counted.</summary>
internal interface IRelayLog
{
    /// <summary>Takes an event down.</summary>
    void Write(SmtpTraceEvent entry);
}
