namespace SmtpAdmin.Smtp.Client;

/// <summary>Who spoke.</summary>
public enum TranscriptSide
{
    /// <summary>We did.</summary>
    Client,
    /// <summary>The server did.</summary>
    Server,
    /// <summary>A note of ours about what happened: a connection, a handshake, an error.</summary>
    Note,
}

/// <summary>One line of a session. Secrets are masked before they get here.</summary>
/// <param name="OffsetMs">Milliseconds since the session began.</param>
/// <param name="Side">Who spoke.</param>
/// <param name="Text">The line without its CRLF.</param>
public sealed record TranscriptEntry(double OffsetMs, TranscriptSide Side, string Text)
{
    /// <summary>The line as people know it from swaks and mail logs: <c>C:</c>, <c>S:</c>.</summary>
    public override string ToString()
    {
        var mark = Side switch { TranscriptSide.Client => "C:", TranscriptSide.Server => "S:", _ => "--" };
        return FormattableString.Invariant($"{OffsetMs,8:0.0} {mark} {Text}");
    }
}
