namespace SmtpAdmin.Smtp.Relay;

/// <summary>Why a token endpoint gave no token.</summary>
/// <param name="Message">What is wrong and what to do, in sentences, without secrets.</param>
/// <param name="IsPermanent">It stays so until somebody does something.</param>
/// <param name="RetryAfter">When the server wants to be asked again; null where it does not say.</param>
internal sealed record OAuthFailure(string Message, bool IsPermanent, TimeSpan? RetryAfter = null);
