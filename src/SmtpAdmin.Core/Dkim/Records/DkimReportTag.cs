namespace SmtpAdmin.Dkim;

/// <summary>A tag of a key record, with what is to be said of it.</summary>
public sealed record DkimReportTag
{
    /// <summary>The name of the tag; empty for a part of the record that is none.</summary>
    public required string Tag { get; init; }

    /// <summary>The value, without white space around it; at most 1,000 characters.</summary>
    public required string Value { get; init; }

    /// <summary>Where it begins in the record, from 0; -1 for a tag that is missing.</summary>
    public required int Position { get; init; }

    /// <summary>What it is worth.</summary>
    public required DkimTagStatus Status { get; init; }

    /// <summary>What it says, or what is wrong with it.</summary>
    public required string Meaning { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Tag.Length == 0 ? Value : $"{Tag}={Value}";
}
