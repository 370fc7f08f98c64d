using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SmtpAdmin.Smtp.Server;

/// <summary>SCRAM-SHA-256 without channel binding (RFC 5802 section 5, RFC 7677).</summary>
internal sealed class ScramSha256Server(IAuthenticator authenticator) : SaslServer
{
    private enum Stage { ClientFirst, ClientFinal, Confirmed }

    private Stage _stage;
    private string _gs2 = "";
    private string _clientFirstBare = "";
    private string _serverFirst = "";
    private string _nonce = "";
    private SaslCredential? _credential;
    private bool _exists;

    public override async ValueTask<SaslStep> NextAsync(byte[]? response, CancellationToken cancellationToken)
    {
        if (response is null) return SaslStep.Ask([]);
        var text = SaslText.Read(response);
        if (text is null) return SaslStep.Failure;
        return _stage switch
        {
            Stage.ClientFirst => await BeginAsync(text, cancellationToken).ConfigureAwait(false),
            Stage.ClientFinal => Verify(text),
            // The client has our signature and answers with nothing (RFC 4954 section 4: no data with 235).
            _ => text.Length == 0 ? SaslStep.Success(UserName!) : SaslStep.Failure,
        };
    }

    // client-first-message = gs2-header client-first-message-bare; gs2-header = ("n" / "y" / "p=...") "," [ "a=" saslname ] ","
    private async ValueTask<SaslStep> BeginAsync(string message, CancellationToken cancellationToken)
    {
        var parts = message.Split(',');
        if (parts.Length < 4 || parts[0] is not ("n" or "y") || !parts[2].StartsWith("n=", StringComparison.Ordinal)
            || !parts[3].StartsWith("r=", StringComparison.Ordinal) || parts[3].Length < 3) return SaslStep.Failure;
        if (!TryName(parts[2][2..], out var user)) return SaslStep.Failure;
        UserName = user;
        if (parts[1].Length > 0 && (!parts[1].StartsWith("a=", StringComparison.Ordinal) || !TryName(parts[1][2..], out var other) || other != user))
            return SaslStep.Failure; // nobody may act as somebody else here

        _gs2 = $"{parts[0]},{parts[1]},";
        _clientFirstBare = message[_gs2.Length..];
        _nonce = parts[3][2..] + Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));
        _credential = await authenticator.FindCredentialAsync(user, cancellationToken).ConfigureAwait(false);
        _exists = _credential is not null;
        _credential ??= SaslCredential.Decoy(user);
        _serverFirst = string.Create(
            CultureInfo.InvariantCulture, $"r={_nonce},s={Convert.ToBase64String(_credential.Salt)},i={_credential.Iterations}");
        _stage = Stage.ClientFinal;
        return SaslStep.Ask(Encoding.UTF8.GetBytes(_serverFirst));
    }

    // client-final-message = "c=" base64 "," "r=" nonce ["," extensions] "," "p=" base64
    private SaslStep Verify(string message)
    {
        var at = message.LastIndexOf(",p=", StringComparison.Ordinal);
        if (at < 0) return SaslStep.Failure;
        var withoutProof = message[..at];
        var parts = withoutProof.Split(',');
        if (parts.Length < 2 || parts[0] != "c=" + Convert.ToBase64String(Encoding.UTF8.GetBytes(_gs2)) || parts[1] != "r=" + _nonce
            || !SaslText.TryBase64(Encoding.UTF8.GetBytes(message[(at + 3)..]), out var proof) || proof.Length != 32) return SaslStep.Failure;

        var authMessage = Encoding.UTF8.GetBytes($"{_clientFirstBare},{_serverFirst},{withoutProof}");
        var clientKey = HMACSHA256.HashData(_credential!.StoredKey, authMessage);
        for (var octet = 0; octet < clientKey.Length; octet++) clientKey[octet] ^= proof[octet];
        if (!CryptographicOperations.FixedTimeEquals(SHA256.HashData(clientKey), _credential.StoredKey) || !_exists) return SaslStep.Failure;

        _stage = Stage.Confirmed;
        return SaslStep.Ask(Encoding.ASCII.GetBytes("v=" + Convert.ToBase64String(HMACSHA256.HashData(_credential.ServerKey, authMessage))));
    }

    // saslname: "," is =2C, "=" is =3D, and nothing else is escaped
    private static bool TryName(string encoded, out string name)
    {
        name = encoded.Replace("=2C", ",", StringComparison.Ordinal);
        var valid = !name.Replace("=3D", "", StringComparison.Ordinal).Contains('=', StringComparison.Ordinal);
        name = name.Replace("=3D", "=", StringComparison.Ordinal);
        return valid && name.Length > 0 && !name.Contains('\0', StringComparison.Ordinal);
    }
}
