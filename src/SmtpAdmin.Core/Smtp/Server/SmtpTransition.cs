using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Server;

/// <summary>One cell of the state table.</summary>
/// <param name="Action">What to do.</param>
/// <param name="Next">Where the session stands when that succeeded; when it did not, it stays. Null stays either way. Behind a chunk that is skipped, where it stands.</param>
/// <param name="Reply">The reply where nothing is done.</param>
internal sealed record SmtpTransition(SmtpServerAction Action, SmtpServerState? Next, SmtpReply? Reply = null)
{
    public static SmtpTransition Do(SmtpServerAction action, SmtpServerState? next = null) => new(action, next);

    public static SmtpTransition Skip(int code, string text, SmtpServerState? next = null) => new(SmtpServerAction.SkipChunk, next, new SmtpReply(code, text));

    public static SmtpTransition Refuse(int code, string text) => new(SmtpServerAction.Refuse, null, new SmtpReply(code, text));
}
