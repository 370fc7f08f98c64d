namespace SmtpAdmin.Dkim;

/// <summary>Programs that sign, and that a key can be made known to.</summary>
public enum DkimSoftware
{
    /// <summary>OpenDKIM, as a milter of Postfix or Sendmail.</summary>
    OpenDkim,

    /// <summary>Exim, in its smtp transport.</summary>
    Exim,

    /// <summary>rspamd, as a milter of Postfix or Sendmail.</summary>
    Rspamd,

    /// <summary>Haraka with haraka-plugin-dkim.</summary>
    Haraka,
}
