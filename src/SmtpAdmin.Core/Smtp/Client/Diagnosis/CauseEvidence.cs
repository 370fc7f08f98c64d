using System.Globalization;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Client;

/// <summary>What a rule looks at: a failed stage, or the result as a whole.</summary>
/// <param name="Result">The result.</param>
/// <param name="Context">What the tester knows beyond it.</param>
/// <param name="Facts">What holds of the result as a whole.</param>
/// <param name="Stage">The failed stage, or the last one where none failed.</param>
/// <param name="Kind">How it failed.</param>
/// <param name="Reply">The server's reply in that stage; null where there is none.</param>
/// <param name="Text">The reply's text, or what happened where there is no reply.</param>
/// <param name="Recipients">The recipients that the stage is about.</param>
internal sealed record CauseEvidence(
    SmtpTestResult Result,
    CauseContext Context,
    IReadOnlySet<CauseFact> Facts,
    SmtpStage Stage,
    SmtpFailureKind Kind,
    SmtpReply? Reply,
    string Text,
    IReadOnlyList<string> Recipients)
{
    /// <summary>The reply code.</summary>
    public string? Code => Reply?.Code.ToString(CultureInfo.InvariantCulture);

    /// <summary>The enhanced code; on any line, for some servers begin with one of their own words.</summary>
    public string? EnhancedCode => Reply?.EnhancedCode?.ToString()
        ?? Reply?.Lines.Select(line => new SmtpReply(Reply.Code, line).EnhancedCode?.ToString()).FirstOrDefault(code => code is not null);

    /// <summary>The provider, as chosen or as told by the server's name.</summary>
    public string? Provider => Result.Provider ?? MailProviders.FindByHost(Result.Server)?.Name;

    /// <summary>The result as a whole.</summary>
    public static CauseEvidence Whole(SmtpTestResult result, CauseContext context) => new(
        result, context, CauseFacts.Of(result, context), result.FailedStage ?? (result.Stages.Count > 0 ? result.Stages[^1].Name : SmtpStage.Resolve),
        result.FailureKind, null, "", context.Recipients);

    /// <summary>The failed stages, that which ended the test first. QUIT counts only when it is that one: the message is through by then.</summary>
    public IReadOnlyList<CauseEvidence> Failures()
    {
        var failures = new List<CauseEvidence>();
        var last = LastIndexOfFailedStage();
        for (var at = 0; at < Result.Stages.Count; at++)
        {
            var stage = Result.Stages[at];
            var about = stage.Recipient is { } recipient ? [recipient] : Context.Recipients;
            if (stage.Succeeded || (stage.Name == SmtpStage.Quit && Result.FailedStage != SmtpStage.Quit)) continue;
            // A stage can fail of something else than its last reply, such as the certificate behind a 220 to STARTTLS.
            var kind = at == last || stage.Reply is null ? Result.FailureKind : SmtpFailureKind.Reply;
            var reply = kind == SmtpFailureKind.Reply ? stage.Reply : null;
            var text = stage.Text.Length > 0 ? stage.Text : reply?.Text ?? "";
            failures.Add(this with { Stage = stage.Name, Kind = kind, Reply = reply, Text = text, Recipients = about });
        }
        if (failures.Count == 0 && Result.FailureKind != SmtpFailureKind.None) failures.Add(this);
        return [.. failures.OrderBy(failure => failure.Stage == Result.FailedStage ? 0 : 1)];
    }

    private int LastIndexOfFailedStage()
    {
        for (var at = Result.Stages.Count - 1; at >= 0; at--)
        {
            if (!Result.Stages[at].Succeeded && Result.Stages[at].Name == Result.FailedStage) return at;
        }
        return -1;
    }
}
