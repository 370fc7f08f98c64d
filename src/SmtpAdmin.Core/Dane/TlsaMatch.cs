namespace SmtpAdmin.Dane;

/// <summary>What a published record matches.</summary>
public enum TlsaMatch
{
    /// <summary>Nothing that is known here; also where no client could use it.</summary>
    None,

    /// <summary>The certificate or key that the set was made for.</summary>
    Current,

    /// <summary>The one that is to come.</summary>
    Next,

    /// <summary>It is of a whole certificate, and only the key is known.</summary>
    Unknown,
}
