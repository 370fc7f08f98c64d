namespace SmtpAdmin.Dns;

/// <summary>Why a key cannot be used.</summary>
public enum TsigKeyFault
{
    /// <summary>The key's name is no domain name.</summary>
    BadName,

    /// <summary>The secret is no base64, or too short.</summary>
    BadSecret,

    /// <summary>The algorithm is unknown here, or too weak.</summary>
    BadAlgorithm,

    /// <summary>The file cannot be read.</summary>
    Unreadable,

    /// <summary>Others than its owner and its group may read or change the file.</summary>
    TooOpen,

    /// <summary>The file holds no key.</summary>
    NoKey,

    /// <summary>The file holds several keys, and none was named, or none of that name.</summary>
    WhichKey,
}
