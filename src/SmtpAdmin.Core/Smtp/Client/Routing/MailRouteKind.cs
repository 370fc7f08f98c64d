namespace SmtpAdmin.Smtp.Client;

/// <summary>How a domain's mail hosts were found.</summary>
public enum MailRouteKind
{
    /// <summary>There are none, or they are not known: see <see cref="MailRoute.FailureKind"/>.</summary>
    None,
    /// <summary>By MX records.</summary>
    Mx,
    /// <summary>The domain has no MX, but addresses: it is its own mail host (RFC 5321 section 5.1).</summary>
    ImplicitMx,
    /// <summary>The domain is an address literal (RFC 5321 section 4.1.3).</summary>
    AddressLiteral,
}
