using System.Net;
using SmtpAdmin.Smtp.Protocol;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Tells the log what sessions do, and counts failed logins.</summary>
internal sealed class RelayObserver(RelayAcceptance acceptance) : ISmtpServerObserver
{
    private const int MaxText = 515; // characters of what a stranger said, the dots for the rest included
    private const int FailedLogin = 535; // RFC 4954 section 6

    /// <inheritdoc/>
    public bool SeesEachLine => false;

    /// <inheritdoc/>
    public void Started(SmtpSessionInfo session) => acceptance.Log.Write(new SmtpTraceEvent
    {
        Time = session.StartedAt,
        Kind = SmtpTraceKind.Connected,
        Session = session.Id,
        Client = Text(session.Remote),
        EndPoint = Text(session.Local),
    });

    /// <inheritdoc/>
    public void TurnedAway(IPEndPoint remote, IPEndPoint local, SmtpReply? reply) => acceptance.Log.Write(new SmtpTraceEvent
    {
        Time = acceptance.Time.GetUtcNow(),
        Kind = SmtpTraceKind.Refused,
        Client = Text(remote),
        EndPoint = Text(local),
        Reply = reply?.ToString(),
        Status = reply?.EnhancedCode?.ToString(),
        Text = "Too many connections.",
    });

    /// <inheritdoc/>
    public void Refused(SmtpSessionInfo session, string command, SmtpReply reply)
    {
        if (reply.Code == FailedLogin) return; // told already, with who tried
        acceptance.Log.Write(Entry(SmtpTraceKind.Refused, session) with
        {
            Command = command.Length > 0 ? PlainText.Excerpt(command, MaxText) : null,
            Reply = reply.ToString(),
            Status = reply.EnhancedCode?.ToString(),
        });
    }

    /// <inheritdoc/>
    public void Authenticated(SmtpSessionInfo session, string mechanism, string? userName, bool succeeded)
    {
        if (!succeeded) acceptance.Rates.CountAuthFailure(session.Remote?.Address);
        acceptance.Log.Write(Entry(succeeded ? SmtpTraceKind.Authenticated : SmtpTraceKind.Refused, session) with
        {
            User = userName is null ? null : PlainText.Excerpt(userName, MaxText),
            Command = $"AUTH {mechanism}",
            Reply = succeeded ? "235 2.7.0" : "535 5.7.8",
            Status = succeeded ? "2.7.0" : "5.7.8",
            Text = succeeded ? null : "The login failed.",
        });
    }

    /// <inheritdoc/>
    public void Failed(SmtpSessionInfo session, Exception exception) => acceptance.Log.Write(
        Entry(exception is System.Security.Authentication.AuthenticationException ? SmtpTraceKind.Refused : SmtpTraceKind.Warning, session) with
        {
            Text = PlainText.Excerpt($"{exception.GetType().Name}: {(exception.InnerException ?? exception).Message}", MaxText),
        });

    /// <inheritdoc/>
    public void Ended(SmtpSessionInfo session, SmtpSessionEnd outcome) => acceptance.Log.Write(Entry(SmtpTraceKind.Disconnected, session) with
    {
        Duration = acceptance.Time.GetUtcNow() - session.StartedAt,
        Text = Enum.GetName(outcome),
    });

    /// <summary>A session's address and port; IPv4 as IPv4.</summary>
    public static string? Text(IPEndPoint? endPoint) => endPoint is null ? null
        : endPoint.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(endPoint.Address.MapToIPv4(), endPoint.Port).ToString()
        : endPoint.ToString();

    /// <summary>TLS version and cipher suite; null without TLS.</summary>
    public static string? Tls(SmtpSessionInfo session) => session.CipherSuite is { } suite ? $"{TlsVersion.Name(session.TlsProtocol)} {suite}" : null;

    private SmtpTraceEvent Entry(SmtpTraceKind kind, SmtpSessionInfo session) => new()
    {
        Time = acceptance.Time.GetUtcNow(),
        Kind = kind,
        Session = session.Id,
        Client = Text(session.Remote),
        HelloName = session.HelloName,
        User = session.AuthenticatedUser,
        Tls = Tls(session),
    };
}
