using System.Text;

namespace SmtpAdmin.Smtp.Client;

/// <summary>
/// XOAUTH2, Google's own mechanism, Microsoft's too: <c>user=NAME ^A auth=Bearer TOKEN ^A ^A</c>. A refusal comes as a challenge with JSON, which the
/// client answers with nothing so that the server can say 535.
/// </summary>
internal sealed class XOAuth2Mechanism(SaslCredentials credentials) : SaslMechanism
{
    private int _step;
    private string? _serverError;

    public override string Name => "XOAUTH2";

    public override bool ClientFirst => true;

    public override bool IsComplete => _step == 1;

    public override string? ServerError => _serverError;

    public override byte[] Respond(ReadOnlySpan<byte> challenge)
    {
        switch (_step++)
        {
            case 0:
                return Encoding.UTF8.GetBytes($"user={credentials.UserName}\u0001auth=Bearer {credentials.Secret}\u0001\u0001");
            case 1:
                _serverError = OAuthError.Read(challenge);
                return [];
            default:
                throw new SaslException("The server asks again after it has refused the token.");
        }
    }
}
