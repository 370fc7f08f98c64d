namespace SmtpAdmin.Dkim;

/// <summary>A finding, and the tag that it is about.</summary>
/// <param name="Finding">The finding.</param>
/// <param name="Tag">The name of the tag; empty for the record as a whole.</param>
internal readonly record struct DkimJudgement(Finding Finding, string Tag);
