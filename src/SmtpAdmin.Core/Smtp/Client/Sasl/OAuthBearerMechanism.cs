using System.Globalization;
using System.Text;

namespace SmtpAdmin.Smtp.Client;

/// <summary>OAUTHBEARER (RFC 7628 section 3.1): a GS2 header, then key-value pairs.</summary>
/// <param name="credentials">Who logs in.</param>
/// <param name="host">The server's name, as it was connected to.</param>
/// <param name="port">The TCP port.</param>
internal sealed class OAuthBearerMechanism(SaslCredentials credentials, string host, int port) : BearerTokenMechanism
{
    public override string Name => "OAUTHBEARER";

    protected override byte[] AnswerToRefusal => [1]; // a lone ^A

    protected override byte[] FirstMessage()
    {
        var name = credentials.UserName.Replace("=", "=3D", StringComparison.Ordinal).Replace(",", "=2C", StringComparison.Ordinal); // saslname, RFC 5801 section 4
        return Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"n,a={name},\u0001host={host}\u0001port={port}\u0001auth=Bearer {credentials.Secret}\u0001\u0001"));
    }
}
