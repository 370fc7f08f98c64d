namespace SmtpAdmin.Reputation;

/// <summary>Why no PTR record can be made.</summary>
public enum PtrFault
{
    /// <summary>The address is none, or several.</summary>
    BadIPAddress,

    /// <summary>The name is none that a mail server may have.</summary>
    BadHostName,

    /// <summary>The block is none that is delegated by RFC 2317, or the address is not in it.</summary>
    BadBlock,
}
