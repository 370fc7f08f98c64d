namespace SmtpAdmin.Smtp.Relay;

/// <summary>A part of a spool that is not what was written.</summary>
/// <param name="File">The segment's file.</param>
/// <param name="Offset">Where in it.</param>
/// <param name="Length">How many octets.</param>
/// <param name="What">What it was, as far as that is known, to stand behind a file's name: <c>the content of message 17</c>.</param>
internal sealed record SpoolDamage(string File, long Offset, long Length, string What)
{
    /// <summary>The message that it was of; null where that is not known.</summary>
    public long? Number { get; init; }

    /// <summary>It was being written when the power failed: nothing of it had been promised.</summary>
    public bool IsTorn { get; init; }

    /// <summary>The file that now has a copy of these octets; null where there are none, or where they could not be copied: then the segment itself is kept.</summary>
    public string? SetAside { get; init; }
}
