using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Dkim;

namespace SmtpAdmin.Core.Tests.Dkim.Rotation.Signers;

/// <summary>Plain files that name selectors: which line counts, and what of it is replaced.</summary>
public sealed class DkimSignerTextTests
{
    [Theory]
    [InlineData("mail example.org:old:/k/old.key", "old", "/k/old.key", 1)]
    [InlineData("# c\r\n\tmail\tEXAMPLE.org:old:/k/old.key \t# why\r\n", "old", "/k/old.key", 2)]
    [InlineData("mail example.org:old:./old.key\n", "old", "./old.key", 1)]
    [InlineData("mail example.org:old:MIICXQIBAAKBgQ==", "old", null, 1)] // the key itself
    [InlineData("mail example.org:old:/k/old.key\0x", "old", null, 1)] // no path can be that
    [InlineData("mail example.org:old:/k/\u00d0\u00ba.key", "old", "/k/\u043a.key", 1)]
    public void A_line_of_a_key_table_is_found(string text, string selector, string? path, int line)
    {
        var entry = Assert.Single(OpenDkimKeyTable.Read(text, "example.org"));
        Assert.Equal((selector, path, line, false), (entry.Selector, entry.KeyPath, entry.Line, entry.IsShared));
    }

    [Theory]
    [InlineData("")]
    [InlineData("#mail example.org:old:/k")]
    [InlineData("mail sub.example.org:old:/k")]
    [InlineData("mail example.org:old")]
    [InlineData("example.org:old:/k")]
    [InlineData("mail")]
    [InlineData("mail notexample.org:old:/k\nmail example.org.uk:old:/k")]
    public void What_is_no_line_about_the_domain_is_none(string text) => Assert.Empty(OpenDkimKeyTable.Read(text, "example.org"));

    [Fact]
    public void A_line_for_the_domain_of_whoever_sends_counts_and_is_not_to_be_changed() =>
        Assert.True(Assert.Single(OpenDkimKeyTable.Read("all %:old:/k/old.key", "example.org")).IsShared);

    [Theory]
    [InlineData("example.org old", "old")]
    [InlineData("EXAMPLE.ORG:old\n", "old")]
    [InlineData("example.org : old", "old")]
    [InlineData("\"example.org\": old # c", "old")]
    [InlineData("# example.org x\nother.example x\nexample.org\told\r\n", "old")]
    [InlineData("*\tdefault\nexample.org old", "old")]
    public void A_line_of_a_map_is_found(string text, string selector)
    {
        var entry = Assert.Single(DkimSelectorMap.Read(text, "example.org"));
        Assert.Equal((selector, false, selector), (entry.Selector, entry.IsShared, text.Substring(entry.Start, entry.Length)));
    }

    [Theory]
    [InlineData("example.org one:two", "one two")]
    [InlineData("example.org one, two", "one two")]
    [InlineData("example.org one\n  two", "one two")]
    [InlineData("* one", "one")]
    [InlineData("*.org one", "one")]
    public void Lines_that_count_for_more_are_not_to_be_changed(string text, string selectors)
    {
        var entries = DkimSelectorMap.Read(text, "example.org");
        Assert.Equal(selectors, string.Join(' ', entries.Select(entry => entry.Selector)));
        Assert.All(entries, entry => Assert.True(entry.IsShared));
    }

    [Theory]
    [InlineData("")]
    [InlineData("example.org")]
    [InlineData("example.org:")]
    [InlineData("sub.example.org old")]
    [InlineData("*.example.org old")]
    [InlineData(" example.org old")] // goes on with a line that is not there
    [InlineData("domain {\n  \"example.org\" {\n    selector = \"old\";\n")] // settings, and no map
    public void What_is_no_line_of_a_map_is_none(string text) => Assert.Empty(DkimSelectorMap.Read(text, "example.org"));

    /// <summary>Whatever stands around it, one part of one line is replaced, and all else stays octet for octet.</summary>
    [Fact]
    public void A_change_replaces_its_part_and_nothing_else()
    {
        var around = Gen.ListOf(Gen.Elements("# c\n", "\r\n", "x y.example:s:/k\n", "\t \n", "\u00e4\u00ff\u0000\n", "other old\n", "mail example.orgx:old:/k\n")).Select(string.Concat);
        var line = Gen.Elements("mail example.org:old:/k/old.key", "  m\texample.ORG:old:/k/old.key  # old:/k/old.key", "mail example.org:old:MIIC", "example.org old", "example.org:old", "example.org\t:\told # old");
        Prop.ForAll(Gen.Zip(Gen.Zip(around, around), Gen.Zip(line, Gen.Elements("", "\n", "\r\n"))).ToArbitrary(), made =>
        {
            var ((before, after), (middle, end)) = made;
            if (end.Length == 0) after = "";
            var isTable = middle.Contains("old:", StringComparison.Ordinal);
            var text = before + middle + end + after;
            var entry = Assert.Single(isTable ? OpenDkimKeyTable.Read(text, "example.org") : DkimSelectorMap.Read(text, "example.org"));
            var change = new DkimSignerChange("f", text, entry.Start, entry.Length, isTable ? OpenDkimKeyTable.Part("new", "/k/new.key") : "new");
            var changed = isTable ? OpenDkimKeyTable.Read(change.After, "example.org") : DkimSelectorMap.Read(change.After, "example.org");
            return changed is [{ Selector: "new" }] && changed[0].Line == entry.Line
                && change.After.StartsWith(before, StringComparison.Ordinal) && change.After.EndsWith(end + after, StringComparison.Ordinal)
                && change.After.Length == text.Length - entry.Length + change.Part.Length;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void No_text_at_all_is_too_much()
    {
        Prop.ForAll<byte[]>(octets =>
        {
            var text = System.Text.Encoding.Latin1.GetString(octets);
            foreach (var entry in OpenDkimKeyTable.Read(text, "a.b").Concat(DkimSelectorMap.Read(text, "a.b"))) _ = text.AsSpan(entry.Start, entry.Length);
        }).QuickCheckThrowOnFailure();
        var pieces = Gen.ListOf(Gen.Elements("a.b", ":", " ", "\t", "\n", "\r", "#", "\"", "%", "*", ".", "x", "/", "\u00ff")).Select(string.Concat);
        Prop.ForAll(pieces.ToArbitrary(), text =>
        {
            foreach (var entry in OpenDkimKeyTable.Read(text, "a.b").Concat(DkimSelectorMap.Read(text, "a.b"))) Assert.StartsWith(entry.Selector == DkimConfigSelector.None ? "" : DkimConfigText.ToOctets(entry.Selector), text.Substring(entry.Start, entry.Length), StringComparison.Ordinal);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("/k/$domain.$selector.key", "/k/example.org.s1.key")]
    [InlineData("/k/${dkim_domain}/$dkim_selector.pem", "/k/example.org/s1.pem")]
    [InlineData("/k/$dkim_selector", "/k/s1")]
    public void A_template_leads_to_the_file_of_a_key(string template, string path)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Its paths begin otherwise.");
        Assert.True(DkimKeyPathTemplate.IsUsable(template));
        Assert.Equal(path, DkimKeyPathTemplate.Expand(template, "example.org", "s1"));
    }

    [Theory]
    [InlineData("/k/$domain.key")]
    [InlineData("$selector.key")]
    [InlineData("")]
    public void A_template_names_the_selector_in_a_full_path(string template) => Assert.False(DkimKeyPathTemplate.IsUsable(template));
}
