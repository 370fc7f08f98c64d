using SmtpAdmin.Smtp.Client;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Logs in at a smart host (RFC 4954). Whatever goes wrong is a matter that mail waits for.</summary>
internal static class RelayLogin
{
    private const int Attempts = 2; // the second one only with other credentials than the first

    /// <summary>Logs in.</summary>
    /// <returns>Why it did not work; null when it did.</returns>
    /// <exception cref="SmtpSessionException">The connection was closed, or what came is no reply.</exception>
    /// <exception cref="OperationCanceledException">Time was up, or all is to end.</exception>
    public static async Task<DeliveryProblem?> RunAsync(RelaySession session, EhloResponse ehlo)
    {
        var host = session.Host;
        var source = host.Credentials!;
        if (!(session.IsTrusted || host.AllowInsecureAuth))
            return Problem(session, "4.7.0", "The connection is not safe enough to log in over.", SmtpFailureKind.AuthNeedsEncryption);
        if (ehlo.AuthMechanisms.Count == 0)
            return Problem(session, "4.7.0", $"{host.Name} does not offer AUTH.", SmtpFailureKind.AuthNotOffered);

        SaslCredentials? last = null;
        DeliveryProblem? problem = null;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            SaslCredentials credentials;
            try
            {
                credentials = await source.GetAsync(session.Deadline.Token).ConfigureAwait(false);
            }
            catch (Exception error) when (error is not OperationCanceledException) // code that is not ours
            {
                return problem ?? Problem(session, "4.7.0", $"There are no credentials for {host.Name} now: {PlainText.Excerpt(error.Message, 200)}", SmtpFailureKind.None);
            }
            if (last is not null && last.Secret == credentials.Secret && last.UserName == credentials.UserName) return problem;
            last = credentials;
            session.Smtp.Mask.AddCredentials(credentials);
            problem = await TryAsync(session, credentials, ehlo).ConfigureAwait(false);
            if (problem is not { Outcome: DeliveryOutcome.Failed }) return problem;
            source.Refused();
            problem = problem.AsTemporary();
            if (!session.Smtp.IsUsable) return problem;
        }
        return problem;
    }

    private static async Task<DeliveryProblem?> TryAsync(RelaySession session, SaslCredentials credentials, EhloResponse ehlo)
    {
        var host = session.Host;
        if (SaslSelection.Choose(credentials, ehlo.AuthMechanisms, null, session.Smtp.IsEncrypted) is not { } name)
        {
            return Problem(
                session, "4.7.0", $"{host.Name} offers AUTH {PlainText.Excerpt(string.Join(' ', ehlo.AuthMechanisms))}; we need {string.Join(" or ", SaslSelection.Preferred(credentials, session.Smtp.IsEncrypted))}.",
                SmtpFailureKind.AuthMechanismNotOffered);
        }
        try
        {
            var mechanism = SaslSelection.Create(name, credentials, host.Name, host.Port);
            var outcome = await AuthStage.ExchangeAsync(session.Smtp, mechanism, session.Deadline.Token).ConfigureAwait(false);
            if (outcome.Succeeded) return null;
            return outcome is { Kind: SmtpFailureKind.Reply, Reply: { } reply }
                ? session.Locate(DeliveryProblem.FromReply(reply))
                : Problem(session, "4.7.0", session.Smtp.Mask.Apply(outcome.Text), outcome.Kind);
        }
        catch (SaslException problem)
        {
            return Problem(session, "4.7.0", problem.Message, SmtpFailureKind.AuthExchange);
        }
    }

    private static DeliveryProblem Problem(RelaySession session, string status, string text, SmtpFailureKind kind) =>
        session.Locate(DeliveryProblem.Temporary(status, text, kind));
}
