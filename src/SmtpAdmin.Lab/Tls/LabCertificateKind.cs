namespace SmtpAdmin.Lab;

/// <summary>What is wrong with a server's certificate, by order.</summary>
public enum LabCertificateKind
{
    /// <summary>Nothing, for whoever trusts the lab's authority.</summary>
    Good,
    /// <summary>It expired two days ago.</summary>
    Expired,
    /// <summary>It becomes valid in two days.</summary>
    NotYetValid,
    /// <summary>It is for <c>wrong.invalid</c>.</summary>
    WrongName,
    /// <summary>No authority signed it.</summary>
    SelfSigned,
}
