namespace SmtpAdmin.Dkim;

/// <summary>Why no step of a rotation can be taken, or even looked at.</summary>
public enum DkimRotationProblem
{
    /// <summary>The state file cannot be read: no permission, a directory or a device, a failing disk.</summary>
    StateUnreadable,

    /// <summary>The state file is damaged.</summary>
    StateDamaged,

    /// <summary>A later version of this program wrote the state file.</summary>
    StateTooNew,

    /// <summary>The state file is of another domain.</summary>
    StateOfOtherDomain,

    /// <summary>The state file is marked read-only.</summary>
    StateReadOnly,

    /// <summary>The state file's directory is missing or may not be written, or the disk is full.</summary>
    StateUnwritable,

    /// <summary>Another run held the state file for too long.</summary>
    StateLocked,

    /// <summary>The selector in use is not known: it was not given, and the signer's configuration does not tell.</summary>
    MissingCurrentSelector,

    /// <summary>What was given as the selector in use is not what the signer's configuration or the DNS has.</summary>
    WrongCurrentSelector,

    /// <summary>Of which kind the key in use is could not be found out, and the new one is to be of the same.</summary>
    UnknownAlgorithm,

    /// <summary>The clock is behind the time at which the key in use was made: no wait can be counted.</summary>
    ClockBehind,

    /// <summary>The new selector is in use, or the rotation under way has another.</summary>
    WrongSelector,

    /// <summary>The signer's configuration cannot be read, and a rotation cannot begin without.</summary>
    ConfigUnreadable,

    /// <summary>The new key cannot be made; the refusals say why.</summary>
    KeyRefused,

    /// <summary>The new key cannot be written or read back.</summary>
    KeyUnwritable,
}
