namespace SmtpAdmin.Smtp.Client;

/// <summary>
/// The course that OAUTHBEARER and XOAUTH2 share: the token goes out first; a refusal comes as a challenge with JSON, which the client answers
/// with a fixed word so that the server can say 535 (RFC 7628 section 3.2.3).
/// </summary>
internal abstract class BearerTokenMechanism : SaslMechanism
{
    private int _step;
    private string? _serverError;

    public sealed override bool ClientFirst => true;

    public sealed override bool IsComplete => _step == 1;

    public sealed override string? ServerError => _serverError;

    /// <summary>The first message, with the token.</summary>
    protected abstract byte[] FirstMessage();

    /// <summary>What answers a refusal.</summary>
    protected abstract byte[] AnswerToRefusal { get; }

    public sealed override byte[] Respond(ReadOnlySpan<byte> challenge)
    {
        switch (_step++)
        {
            case 0:
                return FirstMessage();
            case 1:
                _serverError = OAuthError.Read(challenge);
                return AnswerToRefusal;
            default:
                throw new SaslException("The server asks again after it has refused the token.");
        }
    }
}
