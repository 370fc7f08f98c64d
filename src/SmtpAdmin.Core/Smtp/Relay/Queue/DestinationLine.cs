namespace SmtpAdmin.Smtp.Relay;

/// <summary>What is due for one destination, the longest waiting first.</summary>
/// <param name="destination">The destination.</param>
internal sealed class DestinationLine(RelayDestination destination)
{
    private QueuedPart? _last;

    /// <summary>The destination.</summary>
    public RelayDestination Destination => destination;

    /// <summary>How many parts of messages have this destination, due or not.</summary>
    public int Parts { get; set; }

    /// <summary>The next to be handed out.</summary>
    public QueuedPart? First { get; private set; }

    /// <summary>Puts a part at the line's end, or in front. One that stands in it keeps its place.</summary>
    /// <returns>It was not in the line.</returns>
    public bool Enter(QueuedPart part, bool inFront)
    {
        if (part.IsInLine) return false;
        part.IsInLine = true;
        if (First is null)
        {
            First = _last = part;
        }
        else if (inFront)
        {
            part.Next = First;
            First.Previous = part;
            First = part;
        }
        else
        {
            part.Previous = _last;
            _last!.Next = part;
            _last = part;
        }
        return true;
    }

    /// <summary>Takes a part out of the line, wherever it stands.</summary>
    public void Leave(QueuedPart part)
    {
        if (!part.IsInLine) return;
        if (part.Previous is null) First = part.Next;
        else part.Previous.Next = part.Next;
        if (part.Next is null) _last = part.Previous;
        else part.Next.Previous = part.Previous;
        (part.Previous, part.Next, part.IsInLine) = (null, null, false);
    }
}
