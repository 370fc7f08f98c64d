using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Core.Tests.Smtp.Client.Providers;

public class MailProvidersTests
{
    [Theory]
    [InlineData("Gmail", "smtp.gmail.com", 587, SmtpSecurity.StartTls)]
    [InlineData("office365", "smtp.office365.com", 587, SmtpSecurity.StartTls)]
    [InlineData("YAHOO", "smtp.mail.yahoo.com", 465, SmtpSecurity.Implicit)]
    [InlineData("SendGrid", "smtp.sendgrid.net", 587, SmtpSecurity.StartTls)]
    [InlineData("AmazonSes", "email-smtp.us-east-1.amazonaws.com", 587, SmtpSecurity.StartTls)]
    public void A_provider_is_found_by_name_in_any_case(string name, string host, int port, SmtpSecurity security)
    {
        var provider = MailProviders.Find(name)!.Resolve(null);
        Assert.Equal(host, provider.Host);
        Assert.Equal(port, provider.Port);
        Assert.Equal(security, provider.Security);
    }

    [Fact]
    public void An_unknown_provider_is_none() => Assert.Null(MailProviders.Find("Example"));

    [Fact]
    public void A_region_goes_into_the_name()
    {
        Assert.Equal("email-smtp.eu-central-1.amazonaws.com", MailProviders.Find("AmazonSes")!.Resolve("eu-central-1").Host);
        Assert.Equal("email-smtp.xx-new-9.amazonaws.com", MailProviders.Find("AmazonSes")!.Resolve("xx-new-9").Host);
    }

    [Theory]
    [InlineData("evil.example/")]
    [InlineData("EU-CENTRAL-1")]
    [InlineData("a.b")]
    [InlineData("eu central 1")]
    public void What_is_no_region_is_refused(string region)
    {
        var refusal = Assert.Throws<ArgumentException>(() => MailProviders.Find("AmazonSes")!.Resolve(region));
        Assert.Equal("region", refusal.ParamName);
    }

    [Fact]
    public void A_provider_without_regions_refuses_one() =>
        Assert.Throws<ArgumentException>(() => MailProviders.Find("Gmail")!.Resolve("eu-central-1"));

    [Theory]
    [InlineData("smtp.gmail.com", "Gmail")]
    [InlineData("gmail-smtp-in.l.google.com.", "Gmail")]
    [InlineData("example-org.mail.protection.outlook.com", "Office365")]
    [InlineData("email-smtp.eu-west-1.amazonaws.com", "AmazonSes")]
    [InlineData("MTA5.am0.yahoodns.net", "Yahoo")]
    [InlineData("notgmail.com", null)]
    [InlineData("gmail.com.example.org", null)]
    [InlineData(null, null)]
    public void A_server_belongs_to_a_provider_by_its_name(string? host, string? provider) =>
        Assert.Equal(provider, MailProviders.FindByHost(host)?.Name);

    [Fact]
    public void Every_entry_is_complete() => Assert.All(MailProviders.All, provider =>
    {
        Assert.Equal(provider, MailProviders.Find(provider.Name));
        Assert.NotEmpty(provider.DisplayName);
        Assert.NotEmpty(provider.AuthMechanisms);
        Assert.NotEmpty(provider.UserNameHint);
        Assert.NotEmpty(provider.Notes);
        Assert.NotEmpty(provider.HostSuffixes);
        Assert.StartsWith("https://", provider.Reference, StringComparison.Ordinal);
        Assert.Equal(provider.DefaultRegion is not null, provider.Host.Contains("{region}", StringComparison.Ordinal));
        Assert.Equal(provider.DefaultRegion is not null, provider.Regions.Contains(provider.DefaultRegion ?? ""));
        Assert.Equal("apikey" == provider.FixedUserName, provider.Name == "SendGrid");
        Assert.True(provider.Port is 465 or 587);
        Assert.DoesNotContain('{', provider.Resolve(null).Host);
        Assert.Equal(provider.Port == 465 ? SmtpSecurity.Implicit : SmtpSecurity.StartTls, provider.Security);
    });
}
