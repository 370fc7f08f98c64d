namespace SmtpAdmin;

/// <summary>What a path leads to, as far as it matters to who wants to read it whole or to replace it.</summary>
internal enum FileKind
{
    /// <summary>Nothing is there, or a symbolic link that leads nowhere.</summary>
    Nothing,

    /// <summary>A regular file.</summary>
    Regular,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A device, a named pipe or a socket.</summary>
    Other,
}
