namespace SmtpAdmin.Smtp.Relay;

/// <summary>What was written and not yet durable when a segment had to be given up is lost.</summary>
internal static class SpoolFaults
{
    /// <summary>Why some records cannot be counted on; null when they can.</summary>
    public static string? Find(IReadOnlyList<SpoolPlace> places)
    {
        for (var index = 0; index < places.Count; index++)
        {
            if (places[index].Offset >= places[index].Segment.CutAt) return "A part of the message was lost when the disk failed.";
        }
        return null;
    }
}
