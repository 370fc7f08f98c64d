using SmtpAdmin.Dkim;

namespace SmtpAdmin.Core.Tests.Dkim.Keys;

public sealed class DkimConfigTests
{
    [Fact]
    public void OpenDKIM_gets_a_line_in_each_table_and_Postfix_the_milter()
    {
        var files = Files(DkimSoftware.OpenDkim, "/etc/opendkim/keys/example.com.s1.key");
        Assert.Equal("s1._domainkey.example.com example.com:s1:/etc/opendkim/keys/example.com.s1.key", files["/etc/opendkim/key.table"].Text);
        Assert.Equal("*@example.com s1._domainkey.example.com", files["/etc/opendkim/signing.table"].Text);
        Assert.Contains("Canonicalization relaxed/relaxed\n", files["/etc/opendkim.conf"].Text, StringComparison.Ordinal);
        Assert.Contains("Socket inet:8891@localhost", files["/etc/opendkim.conf"].Text, StringComparison.Ordinal);
        Assert.Contains("smtpd_milters = inet:localhost:8891", files["/etc/postfix/main.cf"].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenDKIM_gets_files_of_their_own_for_an_ed25519_key()
    {
        var files = DkimConfig.Of(DkimSoftware.OpenDkim, Key("/k/example.com.s1.key", DkimKeyAlgorithm.Ed25519)).ToDictionary(file => file.File);
        Assert.Equal(["/etc/opendkim/ed25519/key.table", "/etc/opendkim/ed25519/signing.table", "/etc/opendkim-ed25519.conf", "/etc/postfix/main.cf"], files.Keys);
        var file = files["/etc/opendkim-ed25519.conf"];
        Assert.Contains("Canonicalization relaxed/relaxed\n", file.Text, StringComparison.Ordinal);
        Assert.Contains("SignatureAlgorithm ed25519-sha256\n", file.Text, StringComparison.Ordinal);
        Assert.Contains("KeyTable /etc/opendkim/ed25519/key.table\n", file.Text, StringComparison.Ordinal);
        Assert.Contains("cannot use RSA and Ed25519 keys in one KeyTable", file.Note, StringComparison.Ordinal);
        Assert.Contains("smtpd_milters = inet:localhost:8892", files["/etc/postfix/main.cf"].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DkimSoftware.OpenDkim, DkimKeyAlgorithm.Rsa, "systemctl restart opendkim", "chown opendkim /k/a.key; chmod a+x /k")]
    [InlineData(DkimSoftware.OpenDkim, DkimKeyAlgorithm.Ed25519, "opendkim -x", "chown opendkim /k/a.key; chmod a+x /k")]
    [InlineData(DkimSoftware.Exim, DkimKeyAlgorithm.Rsa, "systemctl reload exim4", "chown Debian-exim /k/a.key; chmod a+x /k")]
    [InlineData(DkimSoftware.Rspamd, DkimKeyAlgorithm.Rsa, "systemctl reload rspamd", "chown _rspamd /k/a.key; chmod a+x /k")]
    [InlineData(DkimSoftware.Rspamd, DkimKeyAlgorithm.Ed25519, "systemctl reload rspamd", "chown _rspamd /k/a.key.b64; chmod a+x /k")]
    [InlineData(DkimSoftware.Haraka, DkimKeyAlgorithm.Rsa, "restart Haraka", "has to own it")]
    public void The_notes_say_who_needs_the_file_in_use_and_its_folder_and_how_to_begin(DkimSoftware software, DkimKeyAlgorithm algorithm, string begin, string owner)
    {
        var notes = string.Join('\n', DkimConfig.Of(software, Key("/k/a.key", algorithm)).Select(file => file.Note));
        Assert.Contains(begin, notes, StringComparison.Ordinal);
        Assert.Contains(owner, notes, StringComparison.Ordinal);
        Assert.DoesNotContain("MultipleSignatures", notes, StringComparison.Ordinal);
        if (software == DkimSoftware.OpenDkim) Assert.Contains("'InternalHosts'", notes, StringComparison.Ordinal);
    }

    [Fact]
    public void Exim_gets_options_of_its_transport_for_mail_of_the_domain()
    {
        var file = Assert.Single(Files(DkimSoftware.Exim, "/etc/exim4/my keys/example.com.s1.key").Values);
        Assert.Equal(
            """
            dkim_domain = ${if eqi{${domain:$rh_from:}}{example.com}{example.com}}
            dkim_selector = s1
            dkim_private_key = /etc/exim4/my keys/example.com.s1.key
            dkim_canon = relaxed
            dkim_strict = true
            """.ReplaceLineEndings("\n"),
            file.Text);
        Assert.Contains("chown Debian-exim '/etc/exim4/my keys/example.com.s1.key'", file.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Rspamd_gets_a_block_with_its_strings_quoted()
    {
        var files = Files(DkimSoftware.Rspamd, "/var/lib/a \"b\"\\c/example.com.s1.key");
        Assert.Contains("path = \"/var/lib/a \\\"b\\\"\\\\c/example.com.s1.key\";", files["/etc/rspamd/local.d/dkim_signing.conf"].Text, StringComparison.Ordinal);
        Assert.Contains("inet:localhost:11332", files["/etc/postfix/main.cf"].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Rspamd_gets_the_octets_of_an_ed25519_key()
    {
        var file = DkimConfig.Of(DkimSoftware.Rspamd, Key("/k/it's.key", DkimKeyAlgorithm.Ed25519)).First();
        Assert.Contains("path = \"/k/it's.key.b64\";", file.Text, StringComparison.Ordinal);
        Assert.Contains(@"openssl pkey -in '/k/it'\''s.key' -outform DER", file.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Haraka_gets_the_files_of_the_domain()
    {
        var files = Files(DkimSoftware.Haraka, "/root/example.com.s1.key");
        Assert.Equal("s1", files["config/dkim/example.com/selector"].Text);
        Assert.Contains("install -m 600 /root/example.com.s1.key config/dkim/example.com/private", files["config/dkim/example.com/private"].Note, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DkimSoftware.OpenDkim, "/a b/key", "' '")]
    [InlineData(DkimSoftware.OpenDkim, "/a:b/key", "':'")]
    [InlineData(DkimSoftware.OpenDkim, "/a#b/key", "'#'")]
    [InlineData(DkimSoftware.OpenDkim, "/100%/key", "'%'")]
    [InlineData(DkimSoftware.OpenDkim, "C:\\keys\\key", "slash")]
    [InlineData(DkimSoftware.Exim, "/${run{x}}/key", "'$'")]
    [InlineData(DkimSoftware.Exim, "/a\\Nb/key", "'\\'")]
    [InlineData(DkimSoftware.Exim, "/a}b/key", "'}'")]
    [InlineData(DkimSoftware.Exim, "C:\\keys\\key", "slash")]
    [InlineData(DkimSoftware.Rspamd, "/$domain/key", "'$'")]
    [InlineData(DkimSoftware.Rspamd, "/a\nb/key", "'\uFFFD'")]
    [InlineData(DkimSoftware.Haraka, "/a\u0007b/key", "'\uFFFD'")]
    public void A_path_that_would_mean_something_else_is_refused(DkimSoftware software, string path, string named) =>
        Assert.Contains(named, DkimConfig.Problem(software, Plan(path, DkimKeyAlgorithm.Rsa)), StringComparison.Ordinal);

    [Theory]
    [InlineData(DkimSoftware.OpenDkim, "/ä/(1)/key")]
    [InlineData(DkimSoftware.Exim, "/a b:c#d%e'f/key")]
    [InlineData(DkimSoftware.Rspamd, "/a b:c#d%e'f{\"}\\/key")]
    [InlineData(DkimSoftware.Haraka, "C:\\keys\\key")]
    public void Other_paths_are_taken(DkimSoftware software, string path) => Assert.Null(DkimConfig.Problem(software, Plan(path, DkimKeyAlgorithm.Rsa)));

    [Fact]
    public void There_are_no_lines_for_a_key_without_a_file_nor_for_Haraka_and_ed25519()
    {
        Assert.NotNull(DkimConfig.Problem(DkimSoftware.Exim, Plan(null, DkimKeyAlgorithm.Rsa)));
        Assert.NotNull(DkimConfig.Problem(DkimSoftware.Haraka, Plan("/key", DkimKeyAlgorithm.Ed25519)));
    }

    private static Dictionary<string, DkimConfigFile> Files(DkimSoftware software, string path) => DkimConfig.Of(software, Key(path, DkimKeyAlgorithm.Rsa)).ToDictionary(file => file.File);

    private static DkimKeyPlan Plan(string? path, DkimKeyAlgorithm algorithm) => new() { Request = new DkimKeyRequest { Domain = "example.com", Algorithm = algorithm }, PrivateKeyPath = path };

    private static DkimNewKey Key(string path, DkimKeyAlgorithm algorithm) => new()
    {
        Domain = "example.com",
        Selector = "s1",
        Algorithm = algorithm,
        KeySize = 2048,
        RecordName = "s1._domainkey.example.com",
        RecordValue = "v=DKIM1; p=",
        PublicKey = "",
        Fingerprint = "",
        CreatedAt = DateTimeOffset.UnixEpoch,
        PrivateKeyPath = path,
    };
}
