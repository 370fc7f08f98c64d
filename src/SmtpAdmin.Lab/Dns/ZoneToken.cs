namespace SmtpAdmin.Lab;

/// <summary>One word of a zone file.</summary>
/// <param name="Text">The word, escapes kept.</param>
/// <param name="Quoted">It stood in quotes.</param>
internal readonly record struct ZoneToken(string Text, bool Quoted);
