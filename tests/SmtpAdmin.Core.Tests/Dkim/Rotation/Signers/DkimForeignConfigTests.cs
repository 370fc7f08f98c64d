using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Dkim;

namespace SmtpAdmin.Core.Tests.Dkim.Rotation.Signers;

/// <summary>The settings of a signer given in place of the file of lines that is read.</summary>
public sealed class DkimForeignConfigTests
{
    private const string EximTransport = "remote_smtp:\n  driver = smtp\n  dkim_domain = ${if eqi{${domain:$rh_from:}}{example.org}{example.org}}\n  dkim_selector = s1\n  dkim_private_key = /k/example.org.s1.key\n";
    private const string EximRetry = "primary_hostname = mx.example.org\nbegin retry\n*                      *           F,2h,15m; G,16h,1h,1.5; F,4d,6h\n";
    private const string RspamdBlock = "domain {\n  \"example.org\" {\n    selectors [\n      {\n        selector = \"s1\";\n        path = \"/k/example.org.s1.key\";\n      }\n    ]\n  }\n}\n";
    private const string RspamdLine = "\"example.org\" { selector = \"s1\"; path = \"/k/a.key\"; }\n";
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DkimSoftware.Exim, EximTransport, "It is Exim's own configuration.")]
    [InlineData(DkimSoftware.Exim, EximRetry, "It is Exim's own configuration.")]
    [InlineData(DkimSoftware.Exim, "dkim_selector = s1\n", "It is Exim's own configuration.")]
    [InlineData(DkimSoftware.Exim, "# macros of Debian\nDKIM_SELECTOR = s1\n", "It is Exim's own configuration.")]
    [InlineData(DkimSoftware.Exim, ".ifdef DKIM_DOMAIN\n  dkim_domain = DKIM_DOMAIN\n.endif\n", "It is Exim's own configuration.")]
    [InlineData(DkimSoftware.Exim, RspamdBlock, "It looks like settings of rspamd.")]
    [InlineData(DkimSoftware.Rspamd, RspamdBlock, "It holds rspamd's settings.")]
    [InlineData(DkimSoftware.Rspamd, RspamdLine, "It holds rspamd's settings.")]
    [InlineData(DkimSoftware.Rspamd, "selector = \"s1\";\n", "It holds rspamd's settings.")]
    [InlineData(DkimSoftware.Rspamd, "selector = s1\n", "It holds rspamd's settings.")]
    [InlineData(DkimSoftware.Rspamd, "{\"domain\": {\"example.org\": {\"selector\": \"s1\"}}}", "It holds rspamd's settings.")]
    [InlineData(DkimSoftware.Rspamd, "example.org {\n selector \"s1\"\n}\n", "It holds rspamd's settings.")]
    [InlineData(DkimSoftware.Rspamd, EximTransport, "It looks like Exim's configuration.")]
    [InlineData(DkimSoftware.OpenDkim, "Mode sv\nKeyTable refile:/etc/opendkim/key.table\n", "Give the KeyTable that it names: '/etc/opendkim/key.table'.")]
    [InlineData(DkimSoftware.OpenDkim, "Domain example.org\nSelector s1\nKeyFile /etc/dkimkeys/dkim.key\n", "names no KeyTable.")]
    [InlineData(DkimSoftware.OpenDkim, "Socket inet:8891@localhost\r\n", "names no KeyTable.")]
    [InlineData(DkimSoftware.OpenDkim, "*@example.org s1._domainkey.example.org\n", "It looks like a SigningTable.")]
    public async Task A_file_of_another_kind_is_called_by_its_name_before_anything_is_made(DkimSoftware signer, string text, string named)
    {
        using var lab = new RotationLab();
        await File.WriteAllTextAsync(lab.KeyTable, text, Token);
        foreach (var isFirst in new[] { false, true })
        {
            var refused = await Assert.ThrowsAsync<DkimRotationException>(() => lab.StepAsync(lab.Request with { Config = signer, FirstKey = isFirst }));
            Assert.Equal((DkimRotationProblem.MissingCurrentSelector, true), (refused.Problem, refused.IsWrongArgument));
            Assert.Contains(named, refused.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("-FirstKey", refused.Message, StringComparison.Ordinal);
        }
        Assert.DoesNotContain(lab.Names, name => name.StartsWith("example.org.s", StringComparison.Ordinal) || name.EndsWith(".json", StringComparison.Ordinal));
    }

    [Fact]
    public void How_a_map_is_wired_up_is_said_for_the_signer_that_was_named()
    {
        var exim = DkimForeignConfig.Problem(DkimSoftware.Exim, EximTransport, "example.org", hasEntries: false);
        Assert.Contains("'example.org: SELECTOR'", exim, StringComparison.Ordinal);
        Assert.Contains("dkim_selector = ${lookup{$dkim_domain}lsearch{/etc/exim4/dkim/selectors}}", exim, StringComparison.Ordinal);
        var rspamd = DkimForeignConfig.Problem(DkimSoftware.Rspamd, RspamdBlock, "example.org", hasEntries: false);
        Assert.Contains("'example.org SELECTOR'", rspamd, StringComparison.Ordinal);
        Assert.Contains("selector_map = \"/etc/rspamd/maps.d/dkim_selectors.map\";", rspamd, StringComparison.Ordinal);
        Assert.Contains("path = \"/var/lib/rspamd/dkim/$domain.$selector.key\";", rspamd, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Midway_it_is_not_taken_for_a_configuration_that_names_no_selector()
    {
        using var lab = new RotationLab();
        await File.WriteAllTextAsync(lab.KeyTable, "example.org: old\n", Token);
        lab.Request = lab.Request with { Config = DkimSoftware.Exim };
        await lab.GoToAsync(DkimRotationStage.Published);
        await File.WriteAllTextAsync(lab.KeyTable, EximTransport, Token);
        var step = await lab.StepAsync();
        Assert.Equal((DkimRotationStatus.Unknown, "DKIM-CONFIG-UNREADABLE"), (step.Status, Assert.Single(step.Findings).Code));
        Assert.Contains("It is Exim's own configuration.", step.Findings[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DkimSoftware.OpenDkim, "Domain example.org:old:/k/a.key\n")]
    [InlineData(DkimSoftware.OpenDkim, "Mode other.example:old:/k/a.key\nkeytable other.example:old:/k/b.key\n")]
    [InlineData(DkimSoftware.OpenDkim, "")]
    [InlineData(DkimSoftware.Exim, "example.org: old\n  more=words\n")] // a line goes on
    [InlineData(DkimSoftware.Exim, "# dkim_selector = s1\nexample.org: old\n")]
    [InlineData(DkimSoftware.Exim, "begin.example old\n*: old\n")]
    [InlineData(DkimSoftware.Rspamd, "# selector = \"s1\";\n\"example.org\" old # {\n*.org x\n")]
    [InlineData(DkimSoftware.Rspamd, "  \t\n")]
    public void What_may_be_the_right_file_is_read(DkimSoftware signer, string text)
    {
        var hasEntries = (signer == DkimSoftware.OpenDkim ? OpenDkimKeyTable.Read(text, "example.org") : DkimSelectorMap.Read(text, "example.org")).Count > 0;
        Assert.Null(DkimForeignConfig.Problem(signer, text, "example.org", hasEntries));
    }

    /// <summary>Whatever names stand in a map or a table, it is not taken for something else.</summary>
    [Fact]
    public void No_map_and_no_table_is_taken_for_settings()
    {
        var domain = Gen.Elements("example.org", "*", "*.org", "\"example.org\"", "begin.example", "keytable", "selector", "hide", "domain.test", "xn--bcher-kva.example");
        var selector = Gen.Elements("old", "s202611a", "mail.2026", "begin", "selector", "_x", "\"s1\"", "one:two", "one, two");
        var map = Gen.ListOf(Gen.Zip(Gen.Zip(domain, selector), Gen.Elements(" ", ": ", "\t", " : ")).Select(made => $"{made.Item1.Item1}{made.Item2}{made.Item1.Item2}\n")).Select(string.Concat);
        var table = Gen.ListOf(Gen.Zip(domain, selector).Select(made => $"{made.Item1.Trim('"')} example.org:{made.Item2.Trim('"')}:/k/a.key\n")).Select(string.Concat);
        Prop.ForAll(Gen.Zip(map, table).ToArbitrary(), made =>
            DkimForeignConfig.Problem(DkimSoftware.Exim, made.Item1, "example.org", DkimSelectorMap.Read(made.Item1, "example.org").Count > 0) is null
            && DkimForeignConfig.Problem(DkimSoftware.Rspamd, made.Item1, "example.org", DkimSelectorMap.Read(made.Item1, "example.org").Count > 0) is null
            && DkimForeignConfig.Problem(DkimSoftware.OpenDkim, made.Item2, "example.net", hasEntries: false) is null).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void No_text_takes_long()
    {
        foreach (var piece in new[] { "{", "} ", "[", " ", " #", "a ", "dkim_", "@", "hide ", "{=" })
        {
            var text = string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length)) + "x";
            foreach (var signer in Enum.GetValues<DkimSoftware>()) _ = DkimForeignConfig.Problem(signer, text, "example.org", hasEntries: false);
        }
    }
}
