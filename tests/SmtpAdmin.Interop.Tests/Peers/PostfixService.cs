namespace SmtpAdmin.Interop.Tests.Peers;

/// <summary>The ports of one Postfix, each with a character of its own.</summary>
public enum PostfixService
{
    /// <summary>STARTTLS with a certificate of our own authority; AUTH after TLS only; relays for who has authenticated.</summary>
    Submission,
    /// <summary>The same with TLS from the first octet.</summary>
    ImplicitTls,
    /// <summary>The certificate has expired.</summary>
    Expired,
    /// <summary>The certificate is for another name.</summary>
    WrongName,
    /// <summary>The certificate has signed itself.</summary>
    SelfSigned,
    /// <summary>A certificate of the client's is required.</summary>
    ClientCertificate,
    /// <summary>Nothing is taken before STARTTLS. The authority's certificate is sent too, as the others do not.</summary>
    TlsRequired,
    /// <summary>No TLS, no AUTH, none of the extensions that a modern message may need.</summary>
    Plain,
    /// <summary>AUTH without TLS.</summary>
    InsecureAuth,
    /// <summary>Recipients are put off, as a greylisting server does.</summary>
    Greylisting,
    /// <summary>A sender and a recipient that were not seen together are put off once, by a policy server (SMTPD_POLICY_README of Postfix).</summary>
    GreylistingOnce,
    /// <summary>Small messages only, without saying so: the limit shows when the message is there.</summary>
    Small,
}
