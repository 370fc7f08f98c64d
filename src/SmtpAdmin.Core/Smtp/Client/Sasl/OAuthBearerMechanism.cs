using System.Globalization;
using System.Text;

namespace SmtpAdmin.Smtp.Client;

/// <summary>
/// OAUTHBEARER (RFC 7628 section 3.1): a GS2 header, then key-value pairs. A refusal comes as a challenge with JSON, which the client answers
/// with a lone ^A (section 3.2.3) so that the server can say 535.
/// </summary>
/// <param name="credentials">Who logs in.</param>
/// <param name="host">The server's name, as it was connected to.</param>
/// <param name="port">The TCP port.</param>
internal sealed class OAuthBearerMechanism(SaslCredentials credentials, string host, int port) : SaslMechanism
{
    private int _step;
    private string? _serverError;

    public override string Name => "OAUTHBEARER";

    public override bool ClientFirst => true;

    public override bool IsComplete => _step == 1;

    public override string? ServerError => _serverError;

    public override byte[] Respond(ReadOnlySpan<byte> challenge)
    {
        switch (_step++)
        {
            case 0:
                var name = credentials.UserName.Replace("=", "=3D", StringComparison.Ordinal).Replace(",", "=2C", StringComparison.Ordinal); // saslname, RFC 5801 section 4
                return Encoding.UTF8.GetBytes(string.Create(
                    CultureInfo.InvariantCulture, $"n,a={name},\u0001host={host}\u0001port={port}\u0001auth=Bearer {credentials.Secret}\u0001\u0001"));
            case 1:
                _serverError = OAuthError.Read(challenge);
                return [1];
            default:
                throw new SaslException("The server asks again after it has refused the token.");
        }
    }
}
