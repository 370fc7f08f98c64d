using System.Globalization;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Server;

/// <summary>What EHLO is answered with (RFC 5321 section 4.1.1.1): only what can be used now.</summary>
internal static class EhloReply
{
    public static SmtpReply Build(SmtpServerOptions options, SmtpSessionInfo session)
    {
        var lines = new List<string>(16) { $"{options.HostName} greets {session.HelloName}" };
        if (options.Offers(SmtpServerExtensions.Pipelining)) lines.Add("PIPELINING");
        if (options.Offers(SmtpServerExtensions.Size))
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"SIZE {options.Limits.MaxMessageSize}"));
        if (options.Offers(SmtpServerExtensions.EightBitMime)) lines.Add("8BITMIME");
        if (options.Offers(SmtpServerExtensions.SmtpUtf8)) lines.Add("SMTPUTF8");
        if (options.Offers(SmtpServerExtensions.EnhancedStatusCodes)) lines.Add("ENHANCEDSTATUSCODES");
        if (options.Offers(SmtpServerExtensions.Dsn)) lines.Add("DSN");
        if (options.Offers(SmtpServerExtensions.Chunking)) lines.Add("CHUNKING");
        if (options.Offers(SmtpServerExtensions.Limits)) lines.Add(Limits(options.Limits));
        if (options.Certificate is not null && !session.IsTls) lines.Add("STARTTLS");
        if (CanAuthenticate(options, session)) lines.Add($"AUTH {string.Join(' ', options.Authenticator!.Mechanisms)}");
        if (options.Offers(SmtpServerExtensions.RequireTls) && session.IsTls) lines.Add("REQUIRETLS");
        lines.Add("HELP");
        return new SmtpReply(250, lines);
    }

    // RFC 9422 section 4: what has no limit is not named.
    private static string Limits(SmtpServerLimits limits) => limits.MaxMessages > 0
        ? string.Create(CultureInfo.InvariantCulture, $"LIMITS MAILMAX={limits.MaxMessages} RCPTMAX={limits.MaxRecipients}")
        : string.Create(CultureInfo.InvariantCulture, $"LIMITS RCPTMAX={limits.MaxRecipients}");

    /// <summary>AUTH is there, and not before TLS.</summary>
    public static bool CanAuthenticate(SmtpServerOptions options, SmtpSessionInfo session) =>
        options.Authenticator is not null && (session.IsTls || options.AllowInsecureAuth);
}
