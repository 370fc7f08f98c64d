namespace SmtpAdmin.Smtp.Relay;

/// <summary>A recipient that is final as soon as its sender was told.</summary>
/// <param name="Reported">What is told.</param>
/// <param name="State">How it stands then.</param>
internal readonly record struct OwedReport(ReportedRecipient Reported, RecipientState State)
{
    /// <summary>How it stands if the report cannot be stored; null for as it does now.</summary>
    public RecipientState? Otherwise { get; init; }
}
