namespace SmtpAdmin.Reputation;

/// <summary>Why a state file cannot be used.</summary>
public enum DnsblStateProblem
{
    /// <summary>It cannot be read: no permission, a directory or a device, a failing disk.</summary>
    StateUnreadable,

    /// <summary>It is damaged, and could not be set aside.</summary>
    StateDamaged,

    /// <summary>A later version of this program wrote it.</summary>
    StateTooNew,

    /// <summary>It is marked read-only: it can be read, not saved.</summary>
    StateReadOnly,

    /// <summary>Its directory is missing or may not be written, or the disk is full: it cannot be saved.</summary>
    StateUnwritable,

    /// <summary>Another run held it for too long.</summary>
    StateLocked,
}
