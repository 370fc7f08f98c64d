namespace SmtpAdmin.Dkim;

/// <summary>Haraka: haraka-plugin-dkim finds a domain's key and selector in a folder of the domain's name.</summary>
internal static class HarakaConfig
{
    public static IEnumerable<DkimConfigFile> Of(DkimNewKey key)
    {
        var folder = $"config/dkim/{key.Domain}";
        yield return new(DkimSoftware.Haraka, $"{folder}/selector", key.Selector, "Paths are from where Haraka is installed.");
        yield return new(DkimSoftware.Haraka, $"{folder}/private", $"(a copy of {key.PrivateKeyPath})", $"To copy it: install -m 600 {DkimConfig.Shell(key.PrivateKeyPath!)} {folder}/private. The user that Haraka runs as has to own it.");
        yield return new(DkimSoftware.Haraka, "config/dkim.ini", "[sign]\nenabled=true\nheaders=From,Sender,Reply-To,Subject,Date,Message-ID,To,Cc,MIME-Version,Content-Type,Content-Transfer-Encoding", "Once.");
        yield return new(DkimSoftware.Haraka, "config/plugins", "dkim", "Once; the plugin is installed by: npm install haraka-plugin-dkim. Then restart Haraka.");
    }
}
