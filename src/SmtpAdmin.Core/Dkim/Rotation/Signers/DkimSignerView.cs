namespace SmtpAdmin.Dkim;

/// <summary>What a signer's configuration says of a domain, and which line of it is to be changed.</summary>
public sealed record DkimSignerView
{
    /// <summary>The signer.</summary>
    public required DkimSoftware Signer { get; init; }

    /// <summary>The file, or Haraka's folder, that was read.</summary>
    public required string Path { get; init; }

    /// <summary>The selectors that it names for the domain; none where it names none, or could not be read.</summary>
    public IReadOnlyList<string> Selectors { get; init => field = Indexable.Of(value); } = [];

    /// <summary>The line that names the old selector, from 1; null where there is none, or more than one.</summary>
    public int? Line { get; init; }

    /// <summary>What that line is to read, so that the new key signs; null where there is no such line, or it would be too long for the signer.</summary>
    public string? Replacement { get; init; }

    /// <summary>Why it could not be read, as a sentence; empty when it was.</summary>
    public string Problem { get; init; } = "";

    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {(Problem.Length > 0 ? Problem : Selectors.Count > 0 ? string.Join(", ", Selectors) : "no selector")}";
}
