using System.Net;

namespace SmtpAdmin.Reputation;

/// <summary>What one run of a blacklist check is to do.</summary>
public sealed record DnsblRunRequest
{
    /// <summary>The most that may be chosen for <see cref="Confirmations"/>.</summary>
    public const int MaxConfirmations = 1000;

    /// <summary>The lists to ask.</summary>
    public required IReadOnlyList<DnsblList> Lists { get; init; }

    /// <summary>How they are asked.</summary>
    public DnsblOptions Options { get; init; } = new();

    /// <summary>Give only what is listed.</summary>
    public bool ListedOnly { get; init; }

    /// <summary>Give only what has changed since the last runs; takes a state file.</summary>
    public bool ChangedOnly { get; init; }

    /// <summary>Give one summary for each target instead of each list's result.</summary>
    public bool Summary { get; init; }

    /// <summary>The file that is remembered in from run to run; null for none.</summary>
    public string? StatePath { get; init; }

    /// <summary>How many runs in a row must see a change before it is told.</summary>
    public int Confirmations { get; init; } = 1;

    /// <summary>The file that a line for the run and one for each change is added to; null for none.</summary>
    public string? LogPath { get; init; }

    /// <summary>The state file and the log are left as they are: to see what a run would tell.</summary>
    public bool KeepsNothing { get; init; }

    /// <summary>The DNS servers that are asked, so that public ones can be warned of.</summary>
    public IReadOnlyList<IPEndPoint> DnsServers { get; init; } = [];

    /// <summary>
    /// What looks like a slip in the choice of lists. It would be the same in each run: of a watch of changes only the first run tells it, and
    /// from then on it is for the log alone.
    /// </summary>
    public IReadOnlyList<DnsblSelectionProblem> Notes { get; init; } = [];

    /// <summary>Holds the parts against each other, but for the lists.</summary>
    /// <exception cref="ArgumentException">They do not go together; the message says why, and what would do.</exception>
    public void ValidateParts()
    {
        if (ChangedOnly && StatePath is null) throw new ArgumentException("-ChangedOnly needs to know what the last run saw: name a file with -StatePath.");
        if (Confirmations is < 1 or > MaxConfirmations) throw new ArgumentException($"-Confirmations takes a number of runs from 1 to {MaxConfirmations}, not {Confirmations}.");
        if (Confirmations > 1 && StatePath is null) throw new ArgumentException("-Confirmations counts runs, so it needs a file that is kept between them: name one with -StatePath.");
        if (StatePath is not null && LogPath is not null && IsSameFile(StatePath, LogPath)) throw new ArgumentException("-StatePath and -LogPath name the same file, and each would destroy what the other keeps: name two.");
        if (Options.Concurrency is < 1 or > DnsblOptions.MaxConcurrency) throw new ArgumentException($"-ThrottleLimit takes a number from 1 to {DnsblOptions.MaxConcurrency}, not {Options.Concurrency}.");
    }

    private static bool IsSameFile(string one, string other) =>
        string.Equals(Path.GetFullPath(one), Path.GetFullPath(other), OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase);

    /// <summary>Holds the parts against each other.</summary>
    /// <exception cref="ArgumentException">They do not go together, or there is no list.</exception>
    internal void Validate()
    {
        ValidateParts();
        if (Lists.Count == 0) throw new ArgumentException("There is no list to ask.");
    }
}
