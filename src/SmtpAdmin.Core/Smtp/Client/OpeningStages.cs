using SmtpAdmin.Dns;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Client;

/// <summary>From the first octet to a session that is as safe as it will get: greeting, EHLO, TLS.</summary>
internal static class OpeningStages
{
    private const int ServiceReady = 220;
    private const int CommandNotRecognized = 500;
    private const int CommandNotImplemented = 502;

    /// <summary>The greeting (RFC 5321 section 3.1).</summary>
    public static async Task<StageOutcome> BannerAsync(SmtpTestState state, CancellationToken cancellationToken)
    {
        var reply = await state.Session!.ReadReplyAsync(cancellationToken).ConfigureAwait(false);
        return StageOutcome.FromReply(reply, reply.Code == ServiceReady);
    }

    /// <summary>EHLO, or HELO for a server that does not know EHLO (RFC 5321 section 3.2).</summary>
    public static async Task<StageOutcome> EhloAsync(SmtpTestState state, CancellationToken cancellationToken)
    {
        var reply = await state.Session!.CommandAsync(SmtpCommandText.Ehlo(state.HelloName!), cancellationToken).ConfigureAwait(false);
        if (reply.IsPositive)
        {
            state.Ehlo = EhloResponse.FromEhlo(state.Session.Unmasked!);
            return new StageOutcome(SmtpFailureKind.None, reply, reply.Lines[0]);
        }
        if (reply.Code is not (CommandNotRecognized or CommandNotImplemented)) return StageOutcome.FromReply(reply, fits: false);
        reply = await state.Session!.CommandAsync(SmtpCommandText.Helo(state.HelloName!), cancellationToken).ConfigureAwait(false);
        if (reply.IsPositive) state.Ehlo = EhloResponse.FromHelo(state.Session.Unmasked!);
        return StageOutcome.FromReply(reply, reply.IsPositive);
    }

    /// <summary>STARTTLS and the handshake (RFC 3207), or the handshake alone (RFC 8314 section 3.3), and a look at the certificate.</summary>
    public static async Task<StageOutcome> TlsAsync(SmtpTestState state, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var options = state.Options;
        SmtpReply? reply = null;
        if (!options.UsesImplicitTls)
        {
            if (!state.Ehlo.Offers("STARTTLS"))
                return StageOutcome.Failed(SmtpFailureKind.StartTlsNotOffered, "The server does not offer STARTTLS.");
            reply = await state.Session!.CommandAsync(SmtpCommandText.StartTls, cancellationToken).ConfigureAwait(false);
            if (reply.Code != ServiceReady) return StageOutcome.FromReply(reply, fits: false);
        }
        var settings = TlsSettings(options);
        var info = await state.Session!.NegotiateTlsAsync(settings, timeProvider, cancellationToken).ConfigureAwait(false);
        if (info.Trusted) return new StageOutcome(SmtpFailureKind.None, reply, info.ToString());

        var problems = string.Join(" ", info.ChainErrors);
        if (!info.NameMatches) problems = $"NameMismatch: the certificate is for {Names(info)}, not for {settings.ServerName}. {problems}".TrimEnd();
        return new StageOutcome(options.SkipCertificateCheck ? SmtpFailureKind.None : SmtpFailureKind.TlsCertificate, reply, $"{info}. {problems}");
    }

    /// <summary>What the handshake offers and checks against.</summary>
    public static SmtpTlsSettings TlsSettings(SmtpTestOptions options) => new()
    {
        ServerName = SmtpServerName.TryAddress(options.Server, out var literal) ? literal.ToString() : DnsName.Parse(options.Server).ToString(),
        Protocols = options.TlsProtocols,
        AdditionalTrustRoots = options.AdditionalTrustRoots,
        ClientCertificate = options.ClientCertificate,
        KeepCertificates = options.KeepCertificates,
    };

    private static string Names(SmtpTlsInfo info) => info.CertificateNames.Count switch
    {
        0 => "nobody",
        <= 5 => string.Join(", ", info.CertificateNames),
        var count => FormattableString.Invariant($"{string.Join(", ", info.CertificateNames.Take(5))} and {count - 5} more"),
    };
}
