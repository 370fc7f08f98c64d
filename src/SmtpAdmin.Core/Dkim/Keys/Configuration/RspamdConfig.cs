using System.Text;

namespace SmtpAdmin.Dkim;

/// <summary>rspamd: its module dkim_signing, in UCL.</summary>
internal static class RspamdConfig
{
    private const int Port = 11332; // of its proxy worker

    public static IEnumerable<DkimConfigFile> Of(DkimNewKey key)
    {
        var path = key.PrivateKeyPath!;
        var making = "";
        if (key.Algorithm == DkimKeyAlgorithm.Ed25519)
        {
            // Until lately it took such a key in PEM for an RSA key that is broken (rspamd issue 2974).
            making = $"Many versions of rspamd read an Ed25519 key only as its 32 octets in base64, which this makes: (umask 077; openssl pkey -in {DkimConfig.Shell(path)} -outform DER | tail -c 32 | openssl base64 -A > {DkimConfig.Shell(path + ".b64")}). ";
            path += ".b64";
        }
        var note = $"{making}Of a domain that has a block already, put the inner one beside those in its 'selectors'. For a domain below the registered one, 'use_esld = false;' too. {DkimConfig.Owner(DkimSoftware.Rspamd, path)}. Then: systemctl reload rspamd";
        var text = $$"""
            domain {
              "{{key.Domain}}" {
                selectors [
                  {
                    selector = "{{key.Selector}}";
                    path = {{Quote(path)}};
                  }
                ]
              }
            }
            """;
        yield return new(DkimSoftware.Rspamd, "/etc/rspamd/local.d/dkim_signing.conf", text.ReplaceLineEndings("\n"), note);
        yield return DkimConfig.Postfix(DkimSoftware.Rspamd, Port);
    }

    /// <summary>A string in quotes, escaped as JSON is.</summary>
    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var character in text)
        {
            if (character is '"' or '\\') quoted.Append('\\');
            quoted.Append(character);
        }
        return quoted.Append('"').ToString();
    }
}
