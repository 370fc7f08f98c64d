namespace SmtpAdmin.Dkim;

/// <summary>Which key a signer uses, as far as it is known.</summary>
internal sealed record DkimSignerUse
{
    /// <summary>Nobody said where to look, nor what is there.</summary>
    public static DkimSignerUse NotTold { get; } = new();

    /// <summary>The configuration was read, or somebody said what it has.</summary>
    public bool IsKnown { get; init; }

    /// <summary>It was to be read, and could not be.</summary>
    public bool IsUnreadable { get; init; }

    /// <summary>It names the new selector.</summary>
    public bool IsNew { get; init; }

    /// <summary>It names the old selector.</summary>
    public bool IsOld { get; init; }

    /// <summary>It names the old selector only where that counts for other domains too.</summary>
    public bool IsOldForOthers { get; init; }

    /// <summary>The selectors that it names and that are neither.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];

    /// <summary>It names a selector at all.</summary>
    public bool Signs => IsNew || IsOld || Others.Count > 0;

    /// <summary>The key that it uses under the new selector; null where that cannot be seen.</summary>
    public DkimKeyFileCheck? NewKey { get; init; }

    /// <summary>The signer has the right key under the new selector.</summary>
    public bool HasNewKey => NewKey is { Status: DkimKeyFileStatus.Paired };

    /// <summary>The signer has another key under the new selector, or none: its signatures do not hold.</summary>
    public bool HasWrongKey => NewKey is { Status: DkimKeyFileStatus.Missing or DkimKeyFileStatus.Other };

    /// <summary>What is shown of it; null when it was not read.</summary>
    public DkimSignerView? View { get; init; }

    /// <summary>The change that makes the signer use the new key; null when there is none to make by this program.</summary>
    public DkimSignerChange? Change { get; init; }

    /// <summary>Why there is none, as sentences; empty when there is one, or none is needed.</summary>
    public string ChangeProblem { get; init; } = "";

    /// <summary>Why the signer may not be able to read the new key; null when nothing speaks against it.</summary>
    public DkimKeyAccess? AccessProblem { get; init; }

    /// <summary>What somebody says that the signer uses.</summary>
    public static DkimSignerUse Stated(string selector, DkimRotationState state)
    {
        var isNew = selector == state.Selector;
        var isOld = selector == state.OldSelector;
        return new DkimSignerUse { IsKnown = true, IsNew = isNew, IsOld = isOld, Others = isNew || isOld ? [] : [selector] };
    }
}
