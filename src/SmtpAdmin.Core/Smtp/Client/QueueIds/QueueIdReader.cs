using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Client;

/// <summary>Reads the name that a server gave a message out of its last reply. Every mailer has its own shape: the rules are in <c>queueids.json</c>.</summary>
public static class QueueIdReader
{
    private const int MaxTextLength = 2048; // characters looked at; queue ids stand near the front
    private const int MaxIdLength = 200; // characters; more is no id, whatever it looks like

    private static readonly Lazy<IReadOnlyList<QueueIdShape>> Table = new(() => EmbeddedJson.Read<QueueIdShape[]>("Smtp.Client.QueueIds.queueids.json"));

    /// <summary>The shapes, in the order in which they are tried.</summary>
    internal static IReadOnlyList<QueueIdShape> Shapes => Table.Value;

    /// <summary>The server's own name for the message; null when the reply has none that we know.</summary>
    /// <param name="reply">The reply to the end of DATA.</param>
    public static string? Read(SmtpReply reply) => Match(reply)?.Id;

    /// <summary>The id and the shape that it was read by.</summary>
    internal static (string Shape, string Id)? Match(SmtpReply reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        if (!reply.IsPositive) return null;
        var text = reply.Text;
        if (text.Length > MaxTextLength) text = text[..MaxTextLength];
        foreach (var shape in Shapes)
        {
            if (shape.Read(text) is { Length: > 0 and <= MaxIdLength } id && !id.Any(char.IsControl)) return (shape.Name, id);
        }
        return null;
    }
}
