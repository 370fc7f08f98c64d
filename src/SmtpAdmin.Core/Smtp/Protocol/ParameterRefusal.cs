namespace SmtpAdmin.Smtp.Protocol;

/// <summary>What is said about a parameter that is not taken (RFC 5321 section 4.1.1.11).</summary>
internal static class ParameterRefusal
{
    private const int MaxShown = 40;

    /// <summary>The parameter is known, its value is not right.</summary>
    public static SmtpReply BadValue(EsmtpParameter parameter) => new(501, $"5.5.4 Bad value of the parameter {parameter.Keyword}");

    /// <summary>Nobody knows the parameter. The client's own word is cut so that it fits a reply line.</summary>
    public static SmtpReply Unknown(EsmtpParameter parameter)
    {
        var word = parameter.Keyword;
        return new(555, $"5.5.4 The parameter {(word.Length <= MaxShown ? word : word[..(MaxShown - 3)] + "...")} is not known");
    }
}
