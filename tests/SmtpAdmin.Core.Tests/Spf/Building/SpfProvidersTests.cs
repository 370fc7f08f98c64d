using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Building;

public sealed class SpfProvidersTests
{
    public static TheoryData<string> Names => [.. SpfProviders.All.Select(provider => provider.Name)];

    [Fact]
    public void The_table_fits_its_schema()
    {
        using var stream = EmbeddedJson.Open(SpfProviderFile.Table);
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        using var schema = EmbeddedJson.Open(SpfProviderFile.Schema);
        var root = LocatedJsonReader.Read(content, out var problems)!;
        new JsonSchemaChecker(problems).Check(root, JsonSchemaReader.Read(schema), "");
        Assert.Empty(problems.All());
    }

    [Fact]
    public void All_that_were_wanted_are_there_in_alphabetic_order()
    {
        string[] wanted = ["GoogleWorkspace", "Microsoft365", "Yahoo", "SendGrid", "AmazonSES", "Mailgun", "Mailchimp", "Mandrill", "Postmark", "Zoho", "Brevo", "Salesforce", "HubSpot", "Zendesk", "Fastmail", "Proton"];
        Assert.All(wanted, name => Assert.NotNull(SpfProviders.Find(name)));
        Assert.Equal(SpfProviders.All.Select(provider => provider.Name).Order(StringComparer.OrdinalIgnoreCase), SpfProviders.All.Select(provider => provider.Name));
        var names = SpfProviders.All.SelectMany(provider => provider.Aliases.Prepend(provider.Name)).ToList();
        Assert.Equal(names.Count, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_fact_has_a_source_or_the_doubt_is_told(string name)
    {
        var provider = SpfProviders.Find(name)!;
        var facts = provider.Sources.SelectMany(source => source.Facts).ToHashSet();
        if (provider.Includes.Count > 0) Assert.Contains("includes", facts);
        if (provider.Variants.Count > 0) Assert.Contains("variants", facts);
        if (provider.Note.Length > 0) Assert.Contains("note", facts);
        if (provider.Companion.Length > 0) Assert.Contains("companion", facts);
        Assert.Contains("place", facts);
        Assert.All(provider.Sources, source => Assert.InRange(source.Date, new DateOnly(2026, 1, 1), DateOnly.FromDateTime(DateTime.UtcNow).AddDays(1)));
        Assert.NotEmpty(provider.Reference);
        var byVendor = provider.Sources.Where(source => source.By == SpfProviderSourceKind.Vendor).SelectMany(source => source.Facts).ToHashSet();
        if (provider.Includes.Count > 0 && !byVendor.Contains("includes") && provider.Place != SpfProviderPlace.None) Assert.NotEmpty(provider.Doubt);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_choice_that_is_offered_can_be_chosen_and_makes_a_record(string name)
    {
        foreach (var choice in SpfProviders.Find(name)!.Choices())
        {
            Assert.True(SpfProviders.TryChoose(choice, out var chosen, out var refusal), refusal?.Message);
            Assert.All(chosen.Includes, include => Assert.True(SpfRecord.Parse($"v=spf1 include:{include} -all").IsValid, include));
        }
    }

    [Theory]
    [InlineData("google", "_spf.google.com")]
    [InlineData("Microsoft365", "spf.protection.outlook.com")]
    [InlineData("Office365/GCC-High", "spf.protection.office365.us")]
    [InlineData("Microsoft365/21vianet", "spf.protection.partner.outlook.cn")]
    [InlineData("AmazonSES", "amazonses.com")]
    [InlineData("amazonses/eu-west-1", "amazonses.com")]
    [InlineData("AmazonSES/xx-new-9", "amazonses.com")]
    [InlineData("SendGrid", "sendgrid.net")]
    [InlineData("SendGrid/u123456", "u123456.wl.sendgrid.net")]
    [InlineData("HubSpot/123456.spf05", "123456.spf05.hubspotemail.net")]
    [InlineData("Zoho/eu", "zoho.eu")]
    [InlineData("Mailgun/EU", "mailgun.org")]
    [InlineData("Proton", "_spf.protonmail.ch")]
    public async Task A_provider_gives_its_include(string given, string include) =>
        Assert.Equal($"v=spf1 include:{include} -all", (await SpfBuild.MakeAsync(new SpfBuildRequest { Provider = [given], NoLookup = true })).Value);

    [Theory]
    [InlineData("Gogle", "Did you mean GoogleWorkspace?")]
    [InlineData("Sendgird", "Did you mean SendGrid?")]
    [InlineData("Nobody-Knows-It", "These are: AmazonSes,")]
    public async Task A_slip_in_a_name_is_told_with_what_was_meant(string given, string hint)
    {
        var refusal = await SpfBuild.RefuseAsync(new SpfBuildRequest { Provider = [given] });
        Assert.Equal(SpfRefusalCode.UnknownProvider, refusal.Code);
        Assert.Contains(hint, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Microsoft365/gcchigh", "'Microsoft365/gcc-high'")]
    [InlineData("Zoho", "Zoho/eu")]
    [InlineData("HubSpot", "'HubSpot/123456.spf05'")]
    [InlineData("HubSpot/me", "'HubSpot/123456.spf05'")]
    [InlineData("SendGrid/u1 -all", "'SendGrid/u123456'")]
    [InlineData("Fastmail/eu", "'Fastmail' alone")]
    [InlineData("AmazonSES/Ireland", "AmazonSes/eu-west-1")]
    public async Task A_wrong_variant_is_told_with_what_would_do(string given, string hint)
    {
        var refusal = await SpfBuild.RefuseAsync(new SpfBuildRequest { Provider = [given] });
        Assert.Equal(SpfRefusalCode.BadProvider, refusal.Code);
        Assert.Contains(hint, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("example.com", "Microsoft365", "SPF-NEW-PROVIDER", FindingSeverity.Information)]
    [InlineData("example.com", "Postmark", "SPF-NEW-PROVIDER", FindingSeverity.Information)]
    [InlineData("example.com", "Postmark", "SPF-NEW-PROVIDER-NOT-NEEDED", FindingSeverity.Warning)]
    [InlineData("example.com", "Mailchimp", "SPF-NEW-PROVIDER-NOT-NEEDED", FindingSeverity.Warning)]
    [InlineData("example.com", "SendGrid", "SPF-NEW-PROVIDER-RETURN-PATH", FindingSeverity.Warning)]
    [InlineData("bounce.example.com", "SendGrid", "SPF-NEW-PROVIDER-RETURN-PATH", FindingSeverity.Information)]
    [InlineData(null, "AmazonSES", "SPF-NEW-PROVIDER-RETURN-PATH", FindingSeverity.Information)]
    [InlineData("bounce.example.com", "AmazonSES/eu-west-1", "SPF-NEW-PROVIDER-RECORD", FindingSeverity.Information)]
    [InlineData("example.com", "GoogleWorkspace", "SPF-NEW-PROVIDER-DOUBT", FindingSeverity.Information)]
    [InlineData("example.com", "Salesforce", "SPF-NEW-PROVIDER-NOTE", FindingSeverity.Information)]
    public async Task Where_an_include_is_of_use_is_told(string? domain, string provider, string code, FindingSeverity severity)
    {
        var record = await SpfBuild.MakeAsync(new SpfBuildRequest { Domain = domain, Provider = [provider], NoLookup = true });
        var finding = Assert.Single(record.Findings, finding => finding.Code == code);
        Assert.Equal(severity, finding.Severity);
        Assert.StartsWith("http", finding.Reference, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_that_needs_nothing_adds_nothing()
    {
        var record = await SpfBuild.MakeAsync(new SpfBuildRequest { Provider = ["Yahoo"], IPAddress = ["192.0.2.1"] }, new StubResolver());
        Assert.Equal("v=spf1 ip4:192.0.2.1 -all", record.Value);
        Assert.Equal(["SPF-NEW-PROVIDER-NO-INCLUDE"], SpfBuild.CodesOf(record, "SPF-NEW-"));
    }
}
