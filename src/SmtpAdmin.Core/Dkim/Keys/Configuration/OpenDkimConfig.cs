namespace SmtpAdmin.Dkim;

/// <summary>OpenDKIM: which key there is (KeyTable), and whose mail is signed with it (SigningTable); opendkim.conf(5).</summary>
internal static class OpenDkimConfig
{
    private const int Port = 8891; // what its documentation uses
    private const string Reach = "Signed is mail that comes from 127.0.0.1 or over a connection with authentication; for that of other hosts, 'InternalHosts' has to name them, and 127.0.0.1 too.";

    public static IEnumerable<DkimConfigFile> Of(DkimNewKey key) => key.Algorithm == DkimKeyAlgorithm.Ed25519 ? OfEd25519(key) : OfRsa(key);

    private static IEnumerable<DkimConfigFile> OfRsa(DkimNewKey key)
    {
        yield return KeyTable(key, "/etc/opendkim");
        yield return SigningTable(key, "/etc/opendkim");
        yield return new(
            DkimSoftware.OpenDkim,
            "/etc/opendkim.conf",
            $"Mode sv\n{Tables("/etc/opendkim", Port)}",
            $"Once. Domain, KeyFile and Selector are left out. {Reach} Then: systemctl restart opendkim");
        yield return DkimConfig.Postfix(DkimSoftware.OpenDkim, Port);
    }

    /// <summary>One process signs by one algorithm, and answers 451 where its KeyTable has a key of another kind: this key is for a process of its own.</summary>
    private static IEnumerable<DkimConfigFile> OfEd25519(DkimNewKey key)
    {
        const string Folder = "/etc/opendkim/ed25519";
        yield return KeyTable(key, Folder);
        yield return SigningTable(key, Folder);
        yield return new(
            DkimSoftware.OpenDkim,
            "/etc/opendkim-ed25519.conf",
            $"Mode s\nSignatureAlgorithm ed25519-sha256\n{Tables(Folder, Port + 1)}\nUserID opendkim\nPidFile /run/opendkim/ed25519.pid",
            "One process of OpenDKIM signs by one algorithm, and cannot use RSA and Ed25519 keys in one KeyTable: these lines are for a second process, beside the one that signs with RSA. "
            + $"{Reach} It is started by: opendkim -x /etc/opendkim-ed25519.conf");
        yield return DkimConfig.Postfix(DkimSoftware.OpenDkim, Port + 1);
    }

    private static DkimConfigFile KeyTable(DkimNewKey key, string folder) =>
        new(DkimSoftware.OpenDkim, $"{folder}/key.table", $"{key.RecordName} {key.Domain}:{key.Selector}:{key.PrivateKeyPath}", DkimConfig.Owner(DkimSoftware.OpenDkim, key.PrivateKeyPath!));

    private static DkimConfigFile SigningTable(DkimNewKey key, string folder) =>
        new(DkimSoftware.OpenDkim, $"{folder}/signing.table", $"*@{key.Domain} {key.RecordName}", "The first line that matches a sender is taken: one line for a domain.");

    /// <summary>
    /// Without a word about it, OpenDKIM signs by simple, which breaks where a server on the way folds a field. And libopendkim 2.11 folds the
    /// field of an Ed25519 signature in another place than when it computed it, so that no such signature by simple holds at all.
    /// </summary>
    private static string Tables(string folder, int port) =>
        $"Canonicalization relaxed/relaxed\nKeyTable {folder}/key.table\nSigningTable refile:{folder}/signing.table\nOversignHeaders From,To,Subject,Date\nSocket inet:{port}@localhost";
}
