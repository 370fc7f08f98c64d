using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace SmtpAdmin.Smtp.Protocol;

/// <summary>MAIL FROM with what its parameters say (RFC 5321 section 4.1.1.2).</summary>
public sealed record MailCommand
{
    private static readonly EnvelopeForm<ReversePath, MailCommand> Form = new(
        "FROM:", ReversePath.TryTake, (path, parameters) => new MailCommand { From = path, Parameters = parameters }, Apply, "5.5.4 Syntax: MAIL FROM:<address> [parameters]", "5.1.7 Bad sender address");

    /// <summary>Where reports go.</summary>
    public required ReversePath From { get; init; }

    /// <summary>The message's size in octets as the client declares it (SIZE, RFC 1870 section 6); null when it does not.</summary>
    public long? Size { get; init; }

    /// <summary>What the octets are (BODY, RFC 6152).</summary>
    public SmtpBodyType Body { get; init; }

    /// <summary>Addresses or headers may be UTF-8 (SMTPUTF8, RFC 6531 section 3.4).</summary>
    public bool SmtpUtf8 { get; init; }

    /// <summary>How much a report brings back (RET, RFC 3461 section 4.3).</summary>
    public DsnReturn Return { get; init; }

    /// <summary>The sender's own name for this sending, decoded (ENVID, RFC 3461 section 4.4); null without one.</summary>
    public string? EnvelopeId { get; init; }

    /// <summary>Who submitted the message, as a trusted peer says: a mailbox, or <c>&lt;&gt;</c> for unknown (AUTH, RFC 4954 section 5); null when nothing is said.</summary>
    public string? SubmittedBy { get; init; }

    /// <summary>Every hop must use verified TLS (REQUIRETLS, RFC 8689).</summary>
    public bool RequireTls { get; init; }

    /// <summary>The parameters as they came.</summary>
    public IReadOnlyList<EsmtpParameter> Parameters { get; init; } = [];

    /// <summary>Reads what stands behind MAIL.</summary>
    /// <param name="argument">For example <c>FROM:&lt;a@example.org&gt; SIZE=1000</c>.</param>
    /// <param name="command">The command read.</param>
    /// <param name="refusal">501 for bad syntax or a bad value, 555 for a parameter that nobody knows (RFC 5321 section 4.1.1.11).</param>
    public static bool TryParse(
        string argument, [NotNullWhen(true)] out MailCommand? command, [NotNullWhen(false)] out SmtpReply? refusal) =>
        Form.TryParse(argument, out command, out refusal);

    private static SmtpReply? Apply(EsmtpParameter parameter, ref MailCommand command)
    {
        var value = parameter.Value;
        var applied = parameter.Keyword switch
        {
            "SIZE" => TrySize(value, out var size) ? command with { Size = size } : null,
            "BODY" => value?.ToUpperInvariant() switch
            {
                "7BIT" => command with { Body = SmtpBodyType.SevenBit },
                "8BITMIME" => command with { Body = SmtpBodyType.EightBitMime },
                _ => null, // BINARYMIME (RFC 3030 section 3) would have to be encoded for most servers; it is not offered
            },
            "SMTPUTF8" => value is null ? command with { SmtpUtf8 = true } : null,
            "RET" => value?.ToUpperInvariant() switch
            {
                "FULL" => command with { Return = DsnReturn.Full },
                "HDRS" => command with { Return = DsnReturn.Headers },
                _ => null,
            },
            "ENVID" => value is { Length: <= 100 } && Xtext.TryDecode(value, out var id) ? command with { EnvelopeId = id } : null,
            "AUTH" => TrySubmitter(value, out var submitter) ? command with { SubmittedBy = submitter } : null,
            "REQUIRETLS" => value is null ? command with { RequireTls = true } : null,
            _ => command,
        };
        if (applied is null) return ParameterRefusal.BadValue(parameter);
        if (!IsKnown(parameter.Keyword)) return ParameterRefusal.Unknown(parameter);
        command = applied;
        return null;
    }

    private static bool IsKnown(string keyword) =>
        keyword is "SIZE" or "BODY" or "SMTPUTF8" or "RET" or "ENVID" or "AUTH" or "REQUIRETLS";

    // size-value = 1*20DIGIT. What does not fit 63 bits is too big for anyone.
    private static bool TrySize(string? value, out long size)
    {
        size = 0;
        if (value is not { Length: > 0 and <= 20 } || !value.All(char.IsAsciiDigit)) return false;
        if (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out size)) size = long.MaxValue;
        return true;
    }

    private static bool TrySubmitter(string? value, [NotNullWhen(true)] out string? submitter)
    {
        submitter = null;
        return value is not null && Xtext.TryDecode(value, out submitter)
            && (submitter == "<>" || EmailAddress.TryParse(submitter, out _, out _));
    }
}
