using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Lab;

/// <summary>Something that a sink is to do wrong.</summary>
/// <param name="Stage">Where.</param>
/// <param name="Kind">What. At <see cref="LabStage.Connect"/>, <see cref="LabStage.TlsHandshake"/> and <see cref="LabStage.Content"/> there is no reply to spoil: only Close, Reset and Silence make sense there, and Garbage in the handshake.</param>
public sealed record LabFault(LabStage Stage, LabFaultKind Kind)
{
    /// <summary>The reply of <see cref="LabFaultKind.Reply"/>.</summary>
    public SmtpReply? Reply { get; init; }

    /// <summary>What <see cref="LabFaultKind.ExtraOctets"/> adds.</summary>
    public string Text { get; init; } = "250 injected\r\n";

    /// <summary>How many times; null for always.</summary>
    public int? Times { get; init; }

    /// <summary>The pace of <see cref="LabFaultKind.Trickle"/>.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The octets of <see cref="LabFaultKind.LongLine"/>.</summary>
    public int Length { get; init; } = 1 << 20;

    /// <summary>Another reply, such as <c>450 4.7.1 Greylisted, try again</c>. More lines are divided by <c>\n</c>, and need not begin with the code. It has no effect beyond being sent.</summary>
    /// <param name="stage">Where.</param>
    /// <param name="reply">The reply with its code.</param>
    /// <param name="times">How many times; null for always.</param>
    /// <exception cref="FormatException">The reply does not begin with a code from 200 to 599.</exception>
    public static LabFault ReplyWith(LabStage stage, string reply, int? times = null)
    {
        if (reply.Length < 3 || !int.TryParse(reply.AsSpan(0, 3), out var code) || code is < 200 or > 599)
            throw new FormatException($"'{reply}' does not begin with a reply code.");
        string[] texts = [.. reply.Split('\n').Select(line => WithoutCode(line.TrimEnd('\r'), reply.AsSpan(0, 3)))];
        return new LabFault(stage, LabFaultKind.Reply) { Reply = new SmtpReply(code, texts), Times = times };
    }

    private static string WithoutCode(string line, ReadOnlySpan<char> code) =>
        !line.AsSpan().StartsWith(code) ? line
        : line.Length <= code.Length ? ""
        : line[code.Length] is ' ' or '-' ? line[(code.Length + 1)..] : line;
}
