namespace SmtpAdmin.Dkim;

/// <summary>What a new key is to be.</summary>
public sealed record DkimKeyRequest
{
    /// <summary>The size of an RSA key when none is given, in bits (RFC 8301 section 3.2).</summary>
    public const int DefaultKeySize = 2048;

    /// <summary>The domain that signs, as people write it.</summary>
    public required string Domain { get; init; }

    /// <summary>The selector; null for one that says when it was made.</summary>
    public string? Selector { get; init; }

    /// <summary>Selectors that are not to be chosen when none is given.</summary>
    internal IReadOnlyList<string> Avoid { get; init; } = [];

    /// <summary>The file of the key that the new one follows: whoever reads that one is to read the new one, so that it goes to the same account, where this one may give files away. Null for none.</summary>
    internal string? KeyInUse { get; init; }

    /// <summary>The kind.</summary>
    public DkimKeyAlgorithm Algorithm { get; init; }

    /// <summary>The size in bits, for RSA; null for <see cref="DefaultKeySize"/>.</summary>
    public int? KeySize { get; init; }

    /// <summary>What the record says besides the key (<c>t=</c>).</summary>
    public DkimKeyMode Flags { get; init; }

    /// <summary>A note for people in the record (<c>n=</c>); null for none.</summary>
    public string? Note { get; init; }

    /// <summary>The folder for the file of the private key; null for no file: the key is handed over in memory.</summary>
    public string? Folder { get; init; }

    /// <summary>The programs to write lines of configuration for.</summary>
    public IReadOnlyList<DkimSoftware> Config { get; init; } = [];

    /// <summary>Makes an RSA key of less than 2048 bits, replaces the file of another key, and takes a selector that the DNS has.</summary>
    public bool Force { get; init; }
}
