namespace SmtpAdmin.Smtp.Protocol;

/// <summary>A server's reply (RFC 5321 section 4.2): a code and one or more lines of text.</summary>
/// <param name="Code">Three digits, 200 to 599.</param>
/// <param name="Lines">The text of each line behind the code; at least one, perhaps empty.</param>
public sealed record SmtpReply(int Code, IReadOnlyList<string> Lines)
{
    /// <summary>The text of each line behind the code; at least one, perhaps empty.</summary>
    public IReadOnlyList<string> Lines { get; init => field = Indexable.Of(value); } = Indexable.Of(Lines);

    /// <summary>A reply of one line.</summary>
    public SmtpReply(int code, string text) : this(code, [text]) { }

    /// <summary>The enhanced status code at the start of the first line, if there is one whose class fits the reply code.</summary>
    public EnhancedStatusCode? EnhancedCode =>
        Lines.Count > 0 && EnhancedStatusCode.TryReadPrefix(Lines[0], out var code, out _) && code.Class == Code / 100 ? code : null;

    /// <summary>2yz: done.</summary>
    public bool IsPositive => Code / 100 == 2;

    /// <summary>3yz: go on.</summary>
    public bool IsIntermediate => Code / 100 == 3;

    /// <summary>4yz: failed for now.</summary>
    public bool IsTransientFailure => Code / 100 == 4;

    /// <summary>5yz: failed for good.</summary>
    public bool IsPermanentFailure => Code / 100 == 5;

    /// <summary>The lines joined by a space, each without the enhanced code.</summary>
    public string Text => string.Join(' ', Lines.Select(WithoutEnhancedCode));

    /// <summary>The code and the lines as received, on one line.</summary>
    public override string ToString() => $"{Code} {string.Join(' ', Lines)}";

    private string WithoutEnhancedCode(string line) =>
        EnhancedStatusCode.TryReadPrefix(line, out var code, out var length) && code.Class == Code / 100 ? line[length..] : line;
}
