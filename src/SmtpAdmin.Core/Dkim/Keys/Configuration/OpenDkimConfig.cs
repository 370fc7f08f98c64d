namespace SmtpAdmin.Dkim;

/// <summary>OpenDKIM: which key there is (KeyTable), and whose mail is signed with it (SigningTable); opendkim.conf(5).</summary>
internal static class OpenDkimConfig
{
    private const int Port = 8891; // what its documentation uses

    public static IEnumerable<DkimConfigFile> Of(DkimNewKey key)
    {
        yield return new(DkimSoftware.OpenDkim, "/etc/opendkim/key.table", $"{key.RecordName} {key.Domain}:{key.Selector}:{key.PrivateKeyPath}", DkimConfig.Owner("opendkim", key));
        yield return new(DkimSoftware.OpenDkim, "/etc/opendkim/signing.table", $"*@{key.Domain} {key.RecordName}", "For two keys of one domain both have a line, and opendkim.conf says 'MultipleSignatures yes'.");
        yield return new(
            DkimSoftware.OpenDkim,
            "/etc/opendkim.conf",
            $"Mode sv\nKeyTable /etc/opendkim/key.table\nSigningTable refile:/etc/opendkim/signing.table\nSocket inet:{Port}@localhost",
            "Once. Domain, KeyFile and Selector are left out.");
        yield return DkimConfig.Postfix(DkimSoftware.OpenDkim, Port);
    }
}
