using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SmtpAdmin.Smtp.Server;

/// <summary>CRAM-MD5: a keyed digest of a challenge that is never the same (RFC 2195 section 2).</summary>
internal sealed class CramMd5Server(IAuthenticator authenticator, string hostName, TimeProvider time) : SaslServer
{
    private byte[]? _challenge;

    public override bool ServerFirst => true;

    [SuppressMessage("Security", "CA5351", Justification = "The mechanism is what it is; HMAC-MD5 is not broken as MD5 is.")]
    public override async ValueTask<SaslStep> NextAsync(byte[]? response, CancellationToken cancellationToken)
    {
        if (_challenge is null || response is null)
        {
            var nonce = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
            _challenge = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"<{nonce}.{time.GetUtcNow().ToUnixTimeSeconds()}@{hostName}>"));
            return SaslStep.Ask(_challenge);
        }
        var text = SaslText.Read(response);
        var space = text?.LastIndexOf(' ') ?? -1;
        if (space <= 0) return SaslStep.Failure;
        var user = text![..space];
        UserName = user;
        var credential = await authenticator.FindCredentialAsync(user, cancellationToken).ConfigureAwait(false);
        var secret = (credential ?? SaslCredential.Decoy(user)).SharedSecret;
        if (secret is null) return SaslStep.Failure;
        var expected = Convert.ToHexString(HMACMD5.HashData(Encoding.UTF8.GetBytes(secret), _challenge));
        return CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(text[(space + 1)..].ToUpperInvariant())) && credential is not null
            ? SaslStep.Success(user)
            : SaslStep.Failure;
    }
}
