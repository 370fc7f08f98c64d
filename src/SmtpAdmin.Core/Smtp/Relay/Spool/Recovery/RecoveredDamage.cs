namespace SmtpAdmin.Smtp.Relay;

/// <summary>A part of a segment that is not what was written.</summary>
/// <param name="Segment">The segment.</param>
/// <param name="Offset">Where in it.</param>
/// <param name="Length">How many octets.</param>
/// <param name="What">What it was.</param>
internal sealed record RecoveredDamage(SpoolSegment Segment, long Offset, long Length, string What)
{
    /// <summary>The message that it was of; null where that is not known.</summary>
    public long? Number { get; init; }

    /// <summary>It was being written when the power failed: nothing of it had been promised.</summary>
    public bool IsTorn { get; init; }

    /// <summary>A commit may have been in it, so that content without one may have been promised.</summary>
    public bool MayBeCommit { get; init; }

    /// <summary>It covers some octets of a segment.</summary>
    public bool Touches(SpoolPlace place) => Segment == place.Segment && place.Offset < Offset + Length && Offset < place.Offset + place.RecordSize;

    /// <summary>For whoever opened the spool.</summary>
    public SpoolDamage ToSpoolDamage(string? setAside) => new(Segment.Path, Offset, Length, What) { Number = Number, IsTorn = IsTorn, SetAside = setAside };
}
