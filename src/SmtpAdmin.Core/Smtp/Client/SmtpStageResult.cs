using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Client;

/// <summary>What one stage brought.</summary>
/// <param name="Name">Which stage.</param>
/// <param name="Succeeded">The stage did what it is for.</param>
/// <param name="DurationMs">How long it took, in milliseconds.</param>
/// <param name="Reply">The server's reply, where the stage has one.</param>
/// <param name="Text">The reply's text, or what happened where there is no reply (an address reached, a handshake made, an error).</param>
public sealed record SmtpStageResult(SmtpStage Name, bool Succeeded, double DurationMs, SmtpReply? Reply, string Text)
{
    /// <summary>The reply code; null where there is no reply.</summary>
    public int? Code => Reply?.Code;

    /// <summary>The enhanced status code (RFC 3463); null where the reply has none.</summary>
    public string? EnhancedCode => Reply?.EnhancedCode?.ToString();

    /// <summary>The recipient that a <see cref="SmtpStage.RcptTo"/> entry is about; null for other stages.</summary>
    public string? Recipient { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant($"{Name}{(Recipient is null ? "" : " " + Recipient)} {(Succeeded ? "ok" : "failed")} {DurationMs:0} ms {Code} {Text}");
}
