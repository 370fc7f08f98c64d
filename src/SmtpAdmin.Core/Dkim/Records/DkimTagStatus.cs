namespace SmtpAdmin.Dkim;

/// <summary>What is to be said of a tag of a key record.</summary>
public enum DkimTagStatus
{
    /// <summary>Nothing is wrong with it.</summary>
    Ok,

    /// <summary>Receivers pass over it: it is none that they know (RFC 6376 section 3.2).</summary>
    Ignored,

    /// <summary>It should be mended.</summary>
    Warning,

    /// <summary>It makes the record useless.</summary>
    Error,
}
