namespace SmtpAdmin.Smtp.Server;

/// <summary>PLAIN: <c>[authzid] NUL authcid NUL passwd</c> (RFC 4616 section 2).</summary>
internal sealed class PlainServer(IAuthenticator authenticator) : SaslServer
{
    public override async ValueTask<SaslStep> NextAsync(byte[]? response, CancellationToken cancellationToken)
    {
        if (response is null) return SaslStep.Ask([]);
        var parts = SaslText.Read(response)?.Split('\0');
        if (parts is not [var onBehalfOf, { Length: > 0 } user, { Length: > 0 } password]) return SaslStep.Failure;
        UserName = user;
        // Nobody may act as somebody else here.
        if (onBehalfOf.Length > 0 && onBehalfOf != user) return SaslStep.Failure;
        return await authenticator.VerifyPasswordAsync(user, password, cancellationToken).ConfigureAwait(false)
            ? SaslStep.Success(user)
            : SaslStep.Failure;
    }
}
