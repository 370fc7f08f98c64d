namespace SmtpAdmin.Dkim;

/// <summary>A program that signs, by the file that tells it which selector to use.</summary>
public enum DkimSigner
{
    /// <summary>OpenDKIM: its KeyTable, lines of <c>name domain:selector:file</c>.</summary>
    OpenDkim,

    /// <summary>Exim: a map from domains to selectors, searched by <c>lsearch</c>.</summary>
    Exim,

    /// <summary>rspamd: its <c>selector_map</c>, from domains to selectors.</summary>
    Rspamd,

    /// <summary>Haraka: the folder of the domain under <c>config/dkim</c>, with the files <c>selector</c> and <c>private</c>. It is looked at, never changed.</summary>
    Haraka,
}
