namespace SmtpAdmin.Dkim;

/// <summary>A place in a signer's configuration that names a selector for a domain.</summary>
internal sealed record DkimSignerEntry
{
    /// <summary>The line, from 1; 0 where there are no lines.</summary>
    public int Line { get; init; }

    /// <summary>The selector.</summary>
    public required string Selector { get; init; }

    /// <summary>The file of the private key; null where the place does not name one.</summary>
    public string? KeyPath { get; init; }

    /// <summary>It counts for other domains as well (<see cref="IsOfOthers"/>), or has other selectors beside this one: to change it would change more than is meant.</summary>
    public bool IsShared { get; init; }

    /// <summary>It counts for other domains as well.</summary>
    public bool IsOfOthers { get; init; }

    /// <summary>Where the part begins that is to be replaced: an offset into the file.</summary>
    public int Start { get; init; }

    /// <summary>How long that part is.</summary>
    public int Length { get; init; }
}
