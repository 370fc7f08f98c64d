namespace SmtpAdmin.Dkim;

/// <summary>What a body may have been before it was changed.</summary>
/// <param name="Code">The code of the finding when it was so.</param>
/// <param name="Message">What happened to it then, as a sentence.</param>
/// <param name="Remedy">What to do about that.</param>
/// <param name="Body">The body.</param>
internal sealed record DkimBodyGuess(string Code, string Message, string Remedy, byte[] Body);
