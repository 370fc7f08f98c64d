namespace SmtpAdmin.Smtp.Relay;

/// <summary>Those of a message's recipients that share a destination. Stands in that destination's line while any of them is due.</summary>
/// <param name="message">The message.</param>
/// <param name="line">The destination's line.</param>
/// <param name="recipients">The recipients' numbers; not to be changed, as messages share this.</param>
internal sealed class QueuedPart(QueuedMessage message, DestinationLine line, int[] recipients)
{
    /// <summary>The message.</summary>
    public QueuedMessage Message => message;

    /// <summary>The destination's line.</summary>
    public DestinationLine Line => line;

    /// <summary>The recipients' numbers, ascending.</summary>
    public int[] Recipients => recipients;

    /// <summary>It stands in the line.</summary>
    public bool IsInLine { get; set; }

    /// <summary>The one before it in the line.</summary>
    public QueuedPart? Previous { get; set; }

    /// <summary>The one behind it in the line.</summary>
    public QueuedPart? Next { get; set; }
}
