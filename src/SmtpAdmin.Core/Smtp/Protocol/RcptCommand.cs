using System.Diagnostics.CodeAnalysis;

namespace SmtpAdmin.Smtp.Protocol;

/// <summary>RCPT TO with what its parameters say (RFC 5321 section 4.1.1.3).</summary>
public sealed record RcptCommand
{
    private static readonly EnvelopeForm<ForwardPath, RcptCommand> Form = new(
        "TO:", ForwardPath.TryTake, (path, parameters) => new RcptCommand { To = path, Parameters = parameters }, Apply, "5.5.4 Syntax: RCPT TO:<address> [parameters]", "5.1.3 Bad recipient address");

    /// <summary>The recipient.</summary>
    public required ForwardPath To { get; init; }

    /// <summary>When the sender wants a report (NOTIFY, RFC 3461 section 4.1).</summary>
    public DsnNotify Notify { get; init; }

    /// <summary>The recipient as the first sender wrote it (ORCPT, RFC 3461 section 4.2); null when nothing is said.</summary>
    public OriginalRecipient? OriginalRecipient { get; init; }

    /// <summary>The parameters as they came.</summary>
    public IReadOnlyList<EsmtpParameter> Parameters { get; init; } = [];

    /// <summary>Reads what stands behind RCPT.</summary>
    /// <param name="argument">For example <c>TO:&lt;a@example.org&gt; NOTIFY=NEVER</c>.</param>
    /// <param name="command">The command read.</param>
    /// <param name="refusal">501 for bad syntax or a bad value, 555 for a parameter that nobody knows (RFC 5321 section 4.1.1.11).</param>
    public static bool TryParse(
        string argument, [NotNullWhen(true)] out RcptCommand? command, [NotNullWhen(false)] out SmtpReply? refusal) =>
        Form.TryParse(argument, out command, out refusal);

    private static SmtpReply? Apply(EsmtpParameter parameter, ref RcptCommand command)
    {
        switch (parameter.Keyword)
        {
            case "NOTIFY" when TryNotify(parameter.Value, out var notify):
                command = command with { Notify = notify };
                return null;
            case "ORCPT" when parameter.Value is not null && OriginalRecipient.TryParse(parameter.Value, out var original):
                command = command with { OriginalRecipient = original };
                return null;
            case "NOTIFY" or "ORCPT":
                return ParameterRefusal.BadValue(parameter);
            default:
                return ParameterRefusal.Unknown(parameter);
        }
    }

    // notify-esmtp-value = "NEVER" / 1#notify-list-element
    private static bool TryNotify(string? value, out DsnNotify notify)
    {
        notify = DsnNotify.None;
        foreach (var element in (value ?? "").Split(','))
        {
            var one = element.ToUpperInvariant() switch
            {
                "NEVER" => DsnNotify.Never,
                "SUCCESS" => DsnNotify.Success,
                "FAILURE" => DsnNotify.Failure,
                "DELAY" => DsnNotify.Delay,
                _ => DsnNotify.None,
            };
            if (one == DsnNotify.None) return false;
            notify |= one;
        }
        return notify == DsnNotify.Never || !notify.HasFlag(DsnNotify.Never);
    }
}
