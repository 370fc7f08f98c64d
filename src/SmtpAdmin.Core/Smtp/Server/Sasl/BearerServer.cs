using System.Text;

namespace SmtpAdmin.Smtp.Server;

/// <summary>OAUTHBEARER (RFC 7628 section 3.1), and XOAUTH2, Google's and Microsoft's older form of it.</summary>
/// <param name="authenticator">Knows the tokens.</param>
/// <param name="gs2">The GS2 header of OAUTHBEARER stands before the key-value pairs, and the user in it.</param>
internal sealed class BearerServer(IAuthenticator authenticator, bool gs2) : SaslServer
{
    private const string Bearer = "Bearer ";

    private bool _failed;

    public override async ValueTask<SaslStep> NextAsync(byte[]? response, CancellationToken cancellationToken)
    {
        if (response is null) return SaslStep.Ask([]);
        if (_failed) return SaslStep.Failure; // the client's empty answer to the error below
        var parts = SaslText.Read(response)?.Split('\x01') ?? [];
        var user = UserOf(parts);
        UserName = user.Length > 0 ? user : null;
        var token = parts.FirstOrDefault(part => part.StartsWith("auth=" + Bearer, StringComparison.OrdinalIgnoreCase));
        if (user.Length > 0 && token is not null
            && await authenticator.VerifyTokenAsync(user, token[("auth=" + Bearer).Length..], cancellationToken).ConfigureAwait(false))
            return SaslStep.Success(user);
        _failed = true;
        return SaslStep.Ask(Encoding.ASCII.GetBytes(
            gs2 ? """{"status":"invalid_token","scope":"mail"}""" : """{"status":"401","schemes":"bearer","scope":"mail"}"""));
    }

    private string UserOf(string[] parts)
    {
        if (!gs2) return parts.FirstOrDefault(part => part.StartsWith("user=", StringComparison.Ordinal))?[5..] ?? "";
        // n,a=user@example.org,
        return parts is [var header, ..] && header.StartsWith("n,a=", StringComparison.Ordinal) && header.EndsWith(',')
            ? header[4..^1].Replace("=2C", ",", StringComparison.Ordinal).Replace("=3D", "=", StringComparison.Ordinal)
            : "";
    }
}
