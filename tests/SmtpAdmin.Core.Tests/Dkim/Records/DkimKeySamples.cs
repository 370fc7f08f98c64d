using System.Text.RegularExpressions;

namespace SmtpAdmin.Core.Tests.Dkim.Records;

/// <summary>Public keys of the files in <c>tests/data/dkim/keys</c>, and records with them.</summary>
internal static partial class DkimKeySamples
{
    /// <summary>The SubjectPublicKeyInfo of the RSA key of 2048 bits, in base64.</summary>
    public static string Rsa { get; } = Lines().Replace(TestData.Text("dkim/keys/public.pem"), "");

    /// <summary>The RSA key of RFC 8463 appendix A, of 1024 bits.</summary>
    public static string Rsa1024 { get; } = Rfc8463Message.RsaRecord["v=DKIM1; k=rsa; p=".Length..];

    public const string EdKey = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

    public static string GoodRecord { get; } = $"v=DKIM1; k=rsa; p={Rsa}";

    [GeneratedRegex("-----[A-Z ]+-----|\\s")]
    private static partial Regex Lines();
}
