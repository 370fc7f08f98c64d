using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Client;

/// <summary>
/// DATA, the message, and the server's word that it took it (RFC 5321 section 4.1.1.4). Each of the three has a deadline of its own, the
/// message one for each block.
/// </summary>
internal static class DataStage
{
    private const int StartMailInput = 354;
    private const string Unknown = "The whole message was sent, so the server may have accepted it all the same: look before sending it again.";

    /// <summary>Sends the message.</summary>
    /// <exception cref="TimeoutException">Time was up; <see cref="SmtpTestState.MessageEnded"/> tells whether the server may have the message.</exception>
    public static async Task<StageOutcome> RunAsync(SmtpTestState state, StageRunner runner, CancellationToken cancellationToken)
    {
        var session = state.Session!;
        var timeouts = state.Options.Timeouts;
        var content = state.Message!.Content;
        var sent = 0;
        try
        {
            var go = await runner.WithinAsync(
                timeouts.Stage, token => session.CommandAsync(SmtpCommandText.Data, token), () => session.Pending, cancellationToken).ConfigureAwait(false);
            if (go.Code != StartMailInput) return StageOutcome.FromReply(go, fits: false);

            await runner.WithinAsync(
                timeouts.ForTransfer(content.Length),
                token => runner.WithinAsync(timeouts.Stage, SendAsync, () => $"the server stopped taking the message, {Progress()}", token),
                () => $"the server took the message too slowly, {Progress()}",
                cancellationToken).ConfigureAwait(false);
            state.FinalReply = await runner.WithinAsync(
                timeouts.ForDataTermination, session.ReadReplyAsync, () => session.Pending, cancellationToken).ConfigureAwait(false);
            return StageOutcome.FromReply(state.FinalReply, state.FinalReply.IsPositive);
        }
        catch (SmtpSessionException problem) when (problem.LastReply is { } last)
        {
            state.FinalReply = last;
            return StageOutcome.FromReply(last, fits: false);
        }
        catch (SmtpSessionException problem) when (state.MessageEnded)
        {
            return StageOutcome.Failed(problem.Kind, $"{problem.Message} {Unknown}");
        }
        catch (TimeoutException problem) when (state.MessageEnded)
        {
            return StageOutcome.Failed(SmtpFailureKind.Timeout, $"{problem.Message} {Unknown}");
        }

        async Task<bool> SendAsync(Action gotOn, CancellationToken token)
        {
            await session.SendMessageAsync(content, () => state.MessageEnded = true, OnBlock, token).ConfigureAwait(false);
            return true;

            void OnBlock(int octets)
            {
                sent = octets;
                gotOn();
            }
        }

        string Progress() => FormattableString.Invariant($"of whose {content.Length} octets {sent} were handed to the network");
    }
}
