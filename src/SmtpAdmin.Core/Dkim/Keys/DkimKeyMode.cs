namespace SmtpAdmin.Dkim;

/// <summary>What a key record says besides the key (<c>t=</c>, RFC 6376 section 3.6.1).</summary>
[Flags]
public enum DkimKeyMode
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The domain is testing DKIM (<c>y</c>): receivers treat its mail as if it were unsigned, whether the signature holds or not.</summary>
    TestMode = 1,

    /// <summary>The domain of <c>i=</c> must be that of <c>d=</c>, not one below it (<c>s</c>).</summary>
    StrictIdentity = 2,
}
