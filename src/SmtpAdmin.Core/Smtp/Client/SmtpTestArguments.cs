using System.Net;
using System.Net.Sockets;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Client;

/// <summary>Finds what no server can be blamed for: options that contradict each other or cannot be put on the wire.</summary>
internal static class SmtpTestArguments
{
    private static readonly TimeSpan LongestLimit = TimeSpan.FromDays(1);

    /// <exception cref="ArgumentException">The options are no test; the message says why.</exception>
    public static void Check(SmtpTestOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (Problem(options) is { } problem) throw new ArgumentException(problem);
    }

    private static string? Problem(SmtpTestOptions options)
    {
        if (!SmtpServerName.TryParse(options.Server, out var server, out var notAServer)) return notAServer;
        if (server.Port is not null) return $"'{PlainText.Excerpt(options.Server)}' names a port; the port is an option of its own.";
        if (options.Port is < 1 or > 65535) return "The port is not a number from 1 to 65535.";
        if (options.HelloName is { } hello && !IsHelloName(hello)) return $"'{PlainText.Excerpt(hello)}' is neither a host name nor an address literal: [192.0.2.1] or [IPv6:2001:db8::1].";
        if (options.LocalAddress is { } local && !FamilyFits(local, options.AddressFamily)) return $"-LocalAddress {local} is not of the family that -{options.AddressFamily} asks for.";
        if (options.Dsn.HasFlag(DsnNotify.Never) && options.Dsn != DsnNotify.Never) return "-Dsn Never stands alone (RFC 3461 section 4.1).";
        if (options.RequireTls && options.Security == SmtpSecurity.None) return "-RequireTls cannot be had without TLS, and so not with -Security None (RFC 8689 section 4.2.1).";
        if (options.RequireTls && options.SkipCertificateCheck) return "-RequireTls asks for a verified certificate, so the check cannot be skipped: leave -SkipCertificateCheck out (RFC 8689 section 4.2.1).";
        if (options.ClientCertificate is { HasPrivateKey: false }) return "The client certificate has no private key.";
        if (options.AuthMechanism is { } mechanism && MechanismProblem(mechanism, options.Credentials) is { } problem) return problem;
        if (options.StopAfter is null or >= SmtpStage.RcptTo && options.To.Count == 0) return "There is no recipient: give -To.";
        if (options.StopAfter == SmtpStage.Auth && options.Credentials is null) return "There is no one to log in: give -Credential or -AccessToken.";
        if (options.StopAfter == SmtpStage.StartTls && options.Security == SmtpSecurity.None)
            return "There is no StartTls stage to stop after: give another -Security than None, or another -StopAfter.";
        if (options.Sends && options.Message is null) return "There is no message.";
        return Limits(options.Timeouts).Any(limit => limit <= TimeSpan.Zero || limit > LongestLimit) ? "A time limit is not between zero and a day." : null;
    }

    private static string? MechanismProblem(string mechanism, SaslCredentials? credentials)
    {
        if (credentials is null) return $"The mechanism {PlainText.Excerpt(mechanism)} is of no use without credentials: give -Credential or -AccessToken.";
        return SaslSelection.Preferred(credentials, encrypted: true).Contains(mechanism, StringComparer.OrdinalIgnoreCase)
            ? null
            : $"'{PlainText.Excerpt(mechanism)}' is no mechanism for {(credentials.IsAccessToken ? "an access token" : "a password")}; these are: {string.Join(", ", SaslSelection.Preferred(credentials, encrypted: true))}.";
    }

    private static bool IsHelloName(string name) =>
        name is ['[', .. var inside, ']']
            ? EmailAddress.TryParseLiteral(inside, out _)
            : SmtpServerName.TryParse(name, out var parsed, out _) && parsed is { Port: null, Address: null };

    private static bool FamilyFits(IPAddress address, SmtpAddressFamily family) => family switch
    {
        SmtpAddressFamily.IPv4Only => address.AddressFamily == AddressFamily.InterNetwork,
        SmtpAddressFamily.IPv6Only => address.AddressFamily == AddressFamily.InterNetworkV6,
        _ => true,
    };

    private static IEnumerable<TimeSpan> Limits(SmtpTestTimeouts timeouts) =>
        [timeouts.Stage, timeouts.ForDataTermination, timeouts.Quit, timeouts.Probe];
}
