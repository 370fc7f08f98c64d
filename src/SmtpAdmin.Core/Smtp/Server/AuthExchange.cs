using System.Text;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Server;

/// <summary>AUTH: the exchange of challenges and responses (RFC 4954 section 4), and the count of those that failed.</summary>
internal sealed class AuthExchange(SessionChannel channel)
{
    /// <summary>The longest line of AUTH in octets, with CRLF (RFC 4954 section 4): OAuth tokens are longer than other commands.</summary>
    public const int MaxLineLength = 12288 + 2;

    private const int MaxRounds = 10; // the longest exchange that we know has 3

    private static readonly SmtpReply Malformed = new(501, "5.5.2 Not base64");

    private int _failures;

    /// <summary>Lets the client log in.</summary>
    /// <returns>The reply; null when the client closed in the middle.</returns>
    public async ValueTask<SmtpReply?> RunAsync(string argument)
    {
        var options = channel.Options;
        if (options.Authenticator is not { } authenticator) return new SmtpReply(502, "5.5.1 AUTH is not offered");
        if (!channel.Info.IsExtended) return new SmtpReply(503, "5.5.1 Send EHLO first");
        if (channel.Info.AuthenticatedUser is not null) return new SmtpReply(503, "5.5.1 Authenticated already");
        if (!EhloReply.CanAuthenticate(options, channel.Info)) return new SmtpReply(538, "5.7.11 Authentication needs encryption: use STARTTLS");

        var words = argument.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is 0 or > 2) return new SmtpReply(501, "5.5.4 Syntax: AUTH mechanism [initial-response]");
        var mechanism = SaslServer.Create(words[0], authenticator, options.HostName, channel.Time);
        if (mechanism is null) return new SmtpReply(504, "5.5.4 This mechanism is not offered");
        byte[]? response = null;
        if (words.Length == 2)
        {
            if (mechanism.ServerFirst) return new SmtpReply(501, "5.7.0 This mechanism has no initial response");
            if (words[1] == "=") response = []; // an empty one
            else if (!SaslText.TryBase64(Encoding.UTF8.GetBytes(words[1]), out response)) return Malformed;
        }
        return await ConverseAsync(mechanism, words[0].ToUpperInvariant(), response).ConfigureAwait(false);
    }

    private async ValueTask<SmtpReply?> ConverseAsync(SaslServer mechanism, string name, byte[]? response)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            SaslStep step;
            try
            {
                step = await mechanism.NextAsync(response, channel.Deadline.Disarm()).ConfigureAwait(false);
            }
            catch (Exception error) when (!channel.Deadline.IsOver)
            {
                channel.Options.Observer?.Failed(channel.Info, error);
                return new SmtpReply(454, "4.7.0 Temporary authentication failure");
            }
            if (step.User is not null)
            {
                channel.Options.Observer?.Authenticated(channel.Info, name, step.User, succeeded: true);
                channel.Info = channel.Info with { AuthenticatedUser = step.User, AuthMechanism = name };
                return new SmtpReply(235, "2.7.0 Authentication successful");
            }
            if (step.Challenge is null) return await FailAsync(mechanism, name).ConfigureAwait(false);

            await channel.SendAsync(new SmtpReply(334, Convert.ToBase64String(step.Challenge))).ConfigureAwait(false);
            InputLine line;
            var until = channel.Deadline.In(channel.Options.Timeouts.Command);
            while (!channel.Connection.TryTakeLine(MaxLineLength, out line))
            {
                await channel.FlushAsync().ConfigureAwait(false);
                if (await channel.Connection.FillAsync(channel.Deadline.ArmUntil(until)).ConfigureAwait(false)) continue;
                channel.End = SmtpSessionEnd.Disconnected;
                return null;
            }
            if (channel.Options.Observer is { SeesEachLine: true } observer) observer.CommandReceived(channel.Info, "***");
            if (line.Kind != LineScan.Line) return new SmtpReply(500, "5.5.6 Authentication exchange line is malformed or too long");
            if (line.Octets.Span.SequenceEqual("*"u8)) return new SmtpReply(501, "5.7.0 Authentication cancelled");
            if (!SaslText.TryBase64(line.Octets.Span, out response)) return Malformed;
        }
        return await FailAsync(mechanism, name).ConfigureAwait(false);
    }

    // Nothing here tells an unknown user from a wrong password.
    private async ValueTask<SmtpReply> FailAsync(SaslServer mechanism, string name)
    {
        channel.Options.Observer?.Authenticated(channel.Info, name, mechanism.UserName, succeeded: false);
        var delay = channel.Options.AuthFailureDelay(++_failures);
        if (delay > TimeSpan.Zero) await Task.Delay(delay, channel.Time, channel.Deadline.Disarm()).ConfigureAwait(false);
        var refusal = new SmtpReply(535, "5.7.8 Authentication credentials invalid");
        if (_failures < channel.Options.Limits.MaxAuthFailures) return refusal;
        await channel.SendAsync(refusal).ConfigureAwait(false);
        return new SmtpReply(421, "4.7.0 Too many failed authentications; closing");
    }
}
