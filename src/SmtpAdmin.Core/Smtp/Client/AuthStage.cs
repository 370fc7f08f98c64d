using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Client;

/// <summary>
/// AUTH (RFC 4954). Nothing of any exchange goes over an unencrypted connection unless that was allowed: PLAIN, LOGIN and the token mechanisms
/// show the secret itself, CRAM-MD5 and SCRAM-SHA-256 show what a dictionary can be tried on at leisure, and in all of them whoever sits on the
/// line has the session afterwards.
/// </summary>
internal static class AuthStage
{
    private const int Continue = 334;
    private const int MaxRounds = 8; // no mechanism of ours takes more than four
    private const int MaxCommandLength = 512; // with CRLF, RFC 5321 section 4.5.3.1.4; RFC 4954 section 4 keeps AUTH to it
    private const string Cancel = "*";

    /// <summary>Logs in.</summary>
    public static async Task<StageOutcome> RunAsync(SmtpTestState state, SaslCredentials credentials, CancellationToken cancellationToken)
    {
        var session = state.Session!;
        var offered = state.Ehlo.AuthMechanisms;
        if (offered.Count == 0) return StageOutcome.Failed(SmtpFailureKind.AuthNotOffered, "The server does not offer AUTH.");
        if (!session.IsEncrypted && !state.Options.AllowInsecureAuth)
        {
            return StageOutcome.Failed(
                SmtpFailureKind.AuthNeedsEncryption, $"The connection is not encrypted, so we do not log in: anyone on the way could read {(credentials.IsAccessToken ? "the token" : "the password")}.");
        }
        if (SaslSelection.Choose(credentials, offered, state.Options.AuthMechanism, session.IsEncrypted) is not { } name)
        {
            return StageOutcome.Failed(
                SmtpFailureKind.AuthMechanismNotOffered,
                $"The server offers {string.Join(", ", offered)}; we need {state.Options.AuthMechanism ?? string.Join(" or ", SaslSelection.Preferred(credentials, session.IsEncrypted))}.");
        }
        state.AuthMechanism = name;
        try
        {
            var mechanism = SaslSelection.Create(name, credentials, state.Options.Server, state.Options.EffectivePort);
            return await ExchangeAsync(session, mechanism, cancellationToken).ConfigureAwait(false);
        }
        catch (SaslException problem)
        {
            return StageOutcome.Failed(SmtpFailureKind.AuthExchange, problem.Message);
        }
    }

    /// <summary>Runs an exchange from AUTH to the server's verdict.</summary>
    internal static async Task<StageOutcome> ExchangeAsync(SmtpClientSession session, SaslMechanism mechanism, CancellationToken cancellationToken)
    {
        var initial = mechanism.ClientFirst ? mechanism.Respond([]) : null;
        var line = SmtpCommandText.Auth(mechanism.Name, initial);
        var shown = SmtpCommandText.Auth(mechanism.Name, null);
        if (initial is not null && line.Length + 2 <= MaxCommandLength)
        {
            session.Mask.AddEncoded(Convert.ToBase64String(initial));
            shown += $" {SecretMask.Blot}";
            initial = null;
        }
        else
        {
            line = shown; // what is too long for the line answers the first challenge, which is empty then
        }
        var reply = await session.CommandAsync(line, shown, cancellationToken).ConfigureAwait(false);
        for (var round = 0; reply.Code == Continue; round++)
        {
            string? problem = null;
            var response = "";
            try
            {
                if (round == MaxRounds) throw new SaslException("The server goes on asking without end.");
                response = Convert.ToBase64String(initial ?? mechanism.Respond(Decode(reply)));
                initial = null;
            }
            catch (SaslException failure)
            {
                problem = failure.Message;
            }
            if (problem is not null)
            {
                await session.CommandAsync(Cancel, cancellationToken).ConfigureAwait(false); // the server then says 501, RFC 4954 section 4
                return new StageOutcome(SmtpFailureKind.AuthExchange, reply, problem);
            }
            session.Mask.AddEncoded(response);
            reply = await session.CommandAsync(response, response.Length == 0 ? "" : SecretMask.Blot, cancellationToken).ConfigureAwait(false);
        }

        if (reply.IsPositive && !mechanism.IsComplete)
        {
            return new StageOutcome(
                SmtpFailureKind.AuthExchange, reply, $"The server says that we are logged in, but the {mechanism.Name} exchange is not complete: it has not proved what it has to prove.");
        }
        var outcome = StageOutcome.FromReply(reply, reply.IsPositive);
        return mechanism.ServerError is { } error ? outcome with { Text = $"{outcome.Text} ({error})" } : outcome;
    }

    private static byte[] Decode(SmtpReply reply)
    {
        try
        {
            return Convert.FromBase64String(string.Concat(reply.Lines).Trim());
        }
        catch (FormatException problem)
        {
            throw new SaslException("The server's challenge is no base64.", problem);
        }
    }
}
