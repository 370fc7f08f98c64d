namespace SmtpAdmin.Smtp.Client;

/// <summary>How a rule takes part in the diagnosis.</summary>
internal enum CauseKind
{
    /// <summary>It explains a failed stage; the first that fits does, and no other.</summary>
    Cause,
    /// <summary>It is told whenever it fits, beside any others.</summary>
    Fact,
}
