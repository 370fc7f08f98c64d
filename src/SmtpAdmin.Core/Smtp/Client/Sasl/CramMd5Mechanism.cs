using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace SmtpAdmin.Smtp.Client;

/// <summary>CRAM-MD5 (RFC 2195): the answer is the user's name, a space, and HMAC-MD5 of the challenge under the password in lower-case hexadecimal.</summary>
internal sealed class CramMd5Mechanism(SaslCredentials credentials) : SaslMechanism
{
    private bool _done;

    public override string Name => "CRAM-MD5";

    public override bool ClientFirst => false;

    public override bool IsComplete => _done;

    [SuppressMessage("Security", "CA5351:Do Not Use Broken Cryptographic Algorithms", Justification = "RFC 2195 is made of it.")]
    public override byte[] Respond(ReadOnlySpan<byte> challenge)
    {
        if (_done) throw new SaslException("The server asks again after CRAM-MD5's only challenge.");
        if (challenge.IsEmpty) throw new SaslException("The server's CRAM-MD5 challenge is empty.");
        _done = true;
        var digest = HMACMD5.HashData(Encoding.UTF8.GetBytes(credentials.Secret), challenge);
        return Encoding.UTF8.GetBytes($"{credentials.UserName} {Convert.ToHexString(digest).ToLowerInvariant()}");
    }
}
