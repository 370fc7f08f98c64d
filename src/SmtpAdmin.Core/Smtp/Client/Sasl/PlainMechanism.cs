using System.Text;

namespace SmtpAdmin.Smtp.Client;

/// <summary>PLAIN (RFC 4616): <c>message = [authzid] UTF8NUL authcid UTF8NUL passwd</c>.</summary>
internal sealed class PlainMechanism(SaslCredentials credentials) : SaslMechanism
{
    private bool _done;

    public override string Name => "PLAIN";

    public override bool ClientFirst => true;

    public override bool IsComplete => _done;

    public override byte[] Respond(ReadOnlySpan<byte> challenge)
    {
        if (_done) throw new SaslException("The server asks again after PLAIN's only message.");
        _done = true;
        return Encoding.UTF8.GetBytes($"\0{credentials.UserName}\0{credentials.Secret}");
    }
}
