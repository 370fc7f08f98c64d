using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>The enhanced status code of a reply (RFC 3463), and its text as it is kept.</summary>
internal static class ReplyStatus
{
    /// <summary>Delivered, and nothing more is known.</summary>
    public const string Success = "2.0.0";

    private const int MaxTextLength = 500; // characters; it stays with the recipient until the end
    private static readonly EnhancedStatusCode PlainSuccess = new(2, 0, 0);

    /// <summary>The server's own code where it has one of the reply's class, else the one that says what the reply code says.</summary>
    public static string Of(SmtpReply reply)
    {
        if (reply.EnhancedCode is not { } own) return FromReplyCode(reply.Code);
        return own == PlainSuccess ? Success : own.ToString();
    }

    /// <summary>The reply on one line, code included, cut where it is long.</summary>
    public static string Text(SmtpReply reply) => PlainText.Excerpt(reply.ToString(), MaxTextLength);

    /// <summary>What RFC 3463 has for the reply codes of RFC 5321 section 4.2.3, RFC 4954 section 6 and RFC 7504; the general code for what means many things.</summary>
    private static string FromReplyCode(int code) => code switch
    {
        421 => "4.3.2",
        450 => "4.2.0",
        451 => "4.3.0",
        452 => "4.3.1",
        454 => "4.7.0",
        455 => "4.5.4",
        500 => "5.5.2",
        501 => "5.5.4",
        502 or 503 => "5.5.1",
        504 or 555 => "5.5.4",
        521 => "5.3.2",
        530 => "5.7.0",
        534 => "5.7.9",
        535 => "5.7.8",
        538 => "5.7.11",
        550 => "5.2.0",
        551 => "5.1.6",
        552 => "5.3.4",
        553 => "5.1.3",
        556 => "5.1.10",
        _ => $"{(code is >= 200 and < 600 && code / 100 != 3 ? code / 100 : 4)}.0.0",
    };
}
