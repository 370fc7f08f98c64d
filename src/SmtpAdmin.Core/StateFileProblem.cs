namespace SmtpAdmin;

/// <summary>Why a state file cannot be used, whatever it holds.</summary>
internal enum StateFileProblem
{
    /// <summary>It cannot be read: no permission, a directory or a device, a failing disk.</summary>
    Unreadable,

    /// <summary>It is marked read-only: it can be read, not saved.</summary>
    ReadOnly,

    /// <summary>Its directory is missing or may not be written, or the disk is full: it cannot be saved.</summary>
    Unwritable,

    /// <summary>Another run held it for too long.</summary>
    Locked,
}
