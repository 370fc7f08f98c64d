using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace SmtpAdmin.Interop.Tests.Peers;

/// <summary>Dovecot as the judge of passwords and access tokens, behind Postfix.</summary>
internal sealed class DovecotSasl
{
    /// <summary>A user whose password has letters outside ASCII, a space, and what a URL or a shell would trip over.</summary>
    internal const string UserName = "alice";

    /// <summary>The password of <see cref="UserName"/>.</summary>
    internal const string Password = "p\u00e4ss w\u00f6rd %&'\"=1";

    private const string TokenKey = "a key of the interop tests, 32 octets and more";

    private readonly PeerDirectory _directory;

    internal DovecotSasl(PeerDirectory directory) => _directory = directory;

    /// <summary>The mechanisms that it offers.</summary>
    internal static IReadOnlyList<string> Mechanisms { get; } =
        ["PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256", "OAUTHBEARER", "XOAUTH2"];

    /// <summary>Where Postfix asks: a Unix socket.</summary>
    internal string SocketPath => _directory["auth"];

    /// <summary>An access token for a user (RFC 7519), signed as <see cref="Configure"/> lets it be.</summary>
    /// <param name="userName">Whose.</param>
    /// <param name="lifetime">How long it is good; negative for one that has expired.</param>
    internal static string TokenFor(string userName, TimeSpan lifetime)
    {
        var now = DateTimeOffset.UtcNow;
        var signed = Encode(new { typ = "JWT", alg = "HS256" }) + "." + Encode(new
        {
            sub = userName,
            iat = now.AddHours(-1).ToUnixTimeSeconds(),
            nbf = now.AddHours(-1).ToUnixTimeSeconds(),
            exp = (now + lifetime).ToUnixTimeSeconds(),
        });
        return $"{signed}.{Base64Url(HMACSHA256.HashData(Encoding.ASCII.GetBytes(TokenKey), Encoding.ASCII.GetBytes(signed)))}";

        static string Encode(object value) => Base64Url(JsonSerializer.SerializeToUtf8Bytes(value));
        static string Base64Url(byte[] octets) => Convert.ToBase64String(octets).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }

    /// <summary>Writes its configuration; gives the arguments that start it in the foreground.</summary>
    internal string[] Configure()
    {
        // Local validation looks a key up by "azp" claim (or "default"), algorithm and key id (or "default").
        _directory.Write("keys/default/HS256/default", Convert.ToBase64String(Encoding.ASCII.GetBytes(TokenKey)));
        _directory.Write("users", $"{UserName}:{{PLAIN}}{Password}\n");
        _directory.Write("oauth2.conf", $"""
            introspection_mode = local
            local_validation_key_dict = fs:posix:prefix={_directory["keys"]}/
            username_attribute = sub

            """);
        return ["-F", "-c", _directory.Write("dovecot.conf", string.Create(CultureInfo.InvariantCulture, $$"""
            base_dir = {{_directory.Make("run")}}
            state_dir = {{_directory["run"]}}
            instance_name = interop
            log_path = /dev/stderr
            auth_verbose = yes
            auth_failure_delay = 0
            protocols =
            ssl = no
            disable_plaintext_auth = no
            auth_mechanisms = {{string.Join(' ', Mechanisms).ToLowerInvariant()}}
            passdb {
              driver = oauth2
              mechanisms = oauthbearer xoauth2
              args = {{_directory["oauth2.conf"]}}
            }
            passdb {
              driver = passwd-file
              mechanisms = plain login cram-md5 scram-sha-1 scram-sha-256
              args = scheme=PLAIN username_format=%u {{_directory["users"]}}
            }
            userdb {
              driver = static
              args = uid=65534 gid=65534 home=/nonexistent
            }
            service anvil {
              # Holds who fails often from one address up, longer and longer; all tests come from one address.
              unix_listener anvil-auth-penalty {
                mode = 0
              }
            }
            service auth {
              unix_listener {{SocketPath}} {
                mode = 0666
              }
            }
            """))];
    }
}
