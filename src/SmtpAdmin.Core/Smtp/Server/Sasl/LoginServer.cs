namespace SmtpAdmin.Smtp.Server;

/// <summary>LOGIN: user name and password, each asked for (draft-murchison-sasl-login; obsolete, and everywhere).</summary>
internal sealed class LoginServer(IAuthenticator authenticator) : SaslServer
{
    public override async ValueTask<SaslStep> NextAsync(byte[]? response, CancellationToken cancellationToken)
    {
        if (response is null) return SaslStep.Ask("Username:"u8.ToArray());
        var text = SaslText.Read(response);
        if (string.IsNullOrEmpty(text) || text.Contains('\0', StringComparison.Ordinal)) return SaslStep.Failure;
        if (UserName is null)
        {
            UserName = text;
            return SaslStep.Ask("Password:"u8.ToArray());
        }
        return await authenticator.VerifyPasswordAsync(UserName, text, cancellationToken).ConfigureAwait(false)
            ? SaslStep.Success(UserName)
            : SaslStep.Failure;
    }
}
