namespace SmtpAdmin.Cli.Tests;

public sealed class KebabNameTests
{
    [Theory]
    [InlineData("Test-ReverseDns", "test-reverse-dns")]
    [InlineData("Send-SmtpTest", "send-smtp-test")]
    [InlineData("IPAddress", "ip-address")]
    [InlineData("DnsServer", "dns-server")]
    [InlineData("StartTls", "start-tls")]
    [InlineData("IPv4Only", "ipv4-only")]
    [InlineData("IPv6Only", "ipv6-only")]
    [InlineData("ViaMx", "via-mx")]
    [InlineData("BodyAsHtml", "body-as-html")]
    [InlineData("SmtpUtf8", "smtp-utf8")]
    [InlineData("RequireTLS", "require-tls")]
    [InlineData("DNSServerURL", "dns-server-url")]
    [InlineData("X509Certificate", "x509-certificate")]
    [InlineData("SHA256", "sha256")]
    [InlineData("Quiet", "quiet")]
    [InlineData("To", "to")]
    public void A_name_is_cut_into_words_and_an_acronym_is_one_word(string name, string expected) =>
        Assert.Equal(expected, KebabName.From(name));
}
