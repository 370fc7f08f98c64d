using System.Text;

namespace SmtpAdmin.Smtp.Client;

/// <summary>XOAUTH2, Google's own mechanism, Microsoft's too: <c>user=NAME ^A auth=Bearer TOKEN ^A ^A</c>.</summary>
internal sealed class XOAuth2Mechanism(SaslCredentials credentials) : BearerTokenMechanism
{
    public override string Name => "XOAUTH2";

    protected override byte[] AnswerToRefusal => [];

    protected override byte[] FirstMessage() =>
        Encoding.UTF8.GetBytes($"user={credentials.UserName}\u0001auth=Bearer {credentials.Secret}\u0001\u0001");
}
