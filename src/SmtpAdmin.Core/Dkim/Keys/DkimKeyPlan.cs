namespace SmtpAdmin.Dkim;

/// <summary>A key that could be made: everything about it but the key.</summary>
public sealed record DkimKeyPlan
{
    /// <summary>What was asked for.</summary>
    public required DkimKeyRequest Request { get; init; }

    /// <summary>The domain, in ASCII; empty when it is refused.</summary>
    public string Domain { get; init; } = "";

    /// <summary>The selector; empty when it is refused.</summary>
    public string Selector { get; init; } = "";

    /// <summary>The size in bits.</summary>
    public int KeySize { get; init; }

    /// <summary>The name of the record, in ASCII without a dot at the end.</summary>
    public string RecordName { get; init; } = "";

    /// <summary>The full path of the private key's file; null for none.</summary>
    public string? PrivateKeyPath { get; init; }

    /// <summary>The folder of the file is not there, and is made with it, for its owner alone.</summary>
    public bool MakesFolder { get; init; }

    /// <summary>What is to be known of what was found out until here.</summary>
    public IReadOnlyList<Finding> Findings { get; init => field = Indexable.Of(value); } = [];

    /// <summary>Why the key is not made; empty when it can be.</summary>
    public IReadOnlyList<DkimRefusal> Refusals { get; init => field = Indexable.Of(value); } = [];
}
