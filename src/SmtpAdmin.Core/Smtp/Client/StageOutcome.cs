using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Client;

/// <summary>How one stage ended.</summary>
/// <param name="Kind">What went wrong; <see cref="SmtpFailureKind.None"/> for success.</param>
/// <param name="Reply">The server's reply, where there is one.</param>
/// <param name="Text">What happened.</param>
internal sealed record StageOutcome(SmtpFailureKind Kind, SmtpReply? Reply, string Text)
{
    public bool Succeeded => Kind == SmtpFailureKind.None;

    public static StageOutcome Done(string text) => new(SmtpFailureKind.None, null, text);

    public static StageOutcome Failed(SmtpFailureKind kind, string text) => new(kind, null, text);

    /// <summary>The server's word: success for the codes that fit the command, a failure for any other.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="fits">The command was carried out.</param>
    public static StageOutcome FromReply(SmtpReply reply, bool fits) =>
        new(fits ? SmtpFailureKind.None : SmtpFailureKind.Reply, reply, reply.Text);
}
