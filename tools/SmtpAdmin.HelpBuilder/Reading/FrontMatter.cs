namespace SmtpAdmin.HelpBuilder.Reading;

/// <summary>What stands between the two <c>---</c> lines at the top.</summary>
internal static class FrontMatter
{
    private const string Schema = "2.0.0";

    /// <summary>Checks the keys that have a meaning.</summary>
    /// <returns>The address of the page on the web; empty where it has none.</returns>
    public static string Check(PageOutline page, string helpFileName)
    {
        var block = page.FrontMatter ?? throw page.Problem(1, "The page does not begin with '---' and its metadata.");
        var keys = YamlPairs.Read(page, block.Lines.ToString(), block.Line + 2);
        Expect(page, keys, "external help file", helpFileName);
        Expect(page, keys, "Module Name", "SmtpAdmin");
        Expect(page, keys, "schema", Schema);
        return keys.TryGetValue("online version", out var address) ? address.Value : "";
    }

    private static void Expect(PageOutline page, IReadOnlyDictionary<string, YamlPair> keys, string key, string value)
    {
        if (!keys.TryGetValue(key, out var pair)) throw page.Problem(1, $"The metadata has no '{key}: {value}'.");
        if (pair.Value != value) throw page.Problem(pair.Line, $"'{key}' must be '{value}', not '{pair.Value}'.");
    }
}
