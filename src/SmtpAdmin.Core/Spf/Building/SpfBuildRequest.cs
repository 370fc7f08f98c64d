namespace SmtpAdmin.Spf;

/// <summary>What a new record is to say, as people write it. A leading <c>-</c>, <c>~</c>, <c>?</c> or <c>+</c> is the qualifier of a term.</summary>
public sealed record SpfBuildRequest
{
    /// <summary>How many values may be given in all: more than a record of the greatest length has terms.</summary>
    public const int MaxValues = 10_000;

    /// <summary>The domain that is to publish the record; null when it is not named.</summary>
    public string? Domain { get; init; }

    /// <summary>Addresses and CIDR blocks of both families.</summary>
    public IReadOnlyList<string> IPAddress { get; init; } = [];

    /// <summary>Hosts whose addresses send, with prefix lengths or not (<c>mail.example.com/28//64</c>); <c>@</c> is the domain itself.</summary>
    public IReadOnlyList<string> A { get; init; } = [];

    /// <summary>The domain's own mail exchangers send.</summary>
    public bool Mx { get; init; }

    /// <summary>Domains whose mail exchangers send, with prefix lengths or not; <c>@</c> is the domain itself.</summary>
    public IReadOnlyList<string> MxDomain { get; init; } = [];

    /// <summary>Domains whose records are included.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>Providers whose includes are taken from the table: <c>Name</c> or <c>Name/variant</c>.</summary>
    public IReadOnlyList<string> Provider { get; init; } = [];

    /// <summary>Names, mostly with macros, whose existence passes a sender.</summary>
    public IReadOnlyList<string> Exists { get; init; } = [];

    /// <summary>The domain whose record speaks where no term matches; null for none.</summary>
    public string? Redirect { get; init; }

    /// <summary>The name of the text for those whose mail fails; null for none.</summary>
    public string? Explanation { get; init; }

    /// <summary>What is said of all others; null for <see cref="SpfQualifier.Fail"/>, or nothing where there is a <see cref="Redirect"/>.</summary>
    public SpfQualifier? All { get; init; }

    /// <summary>Senders to evaluate the record for: <c>address=mail-from</c>, see <see cref="SpfProveText"/>.</summary>
    public IReadOnlyList<string> Prove { get; init; } = [];

    /// <summary>Ask the DNS nothing: look-ups are counted in this record alone.</summary>
    public bool NoLookup { get; init; }
}
