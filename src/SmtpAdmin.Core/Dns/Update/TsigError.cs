namespace SmtpAdmin.Dns;

/// <summary>Errors of signatures (RFC 8945 section 3).</summary>
internal static class TsigError
{
    public const int BadSignature = 16;
    public const int BadKey = 17;
    public const int BadTime = 18;
    public const int BadTruncation = 22;

    public static string ToText(int error) => error switch
    {
        BadSignature => "BADSIG",
        BadKey => "BADKEY",
        BadTime => "BADTIME",
        BadTruncation => "BADTRUNC",
        _ => FormattableString.Invariant($"TSIG error {error}"),
    };
}
