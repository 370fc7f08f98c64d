namespace SmtpAdmin.Dkim;

/// <summary>Where a signer that knows selectors alone looks for the files of their keys: <c>/var/lib/rspamd/dkim/$domain.$selector.key</c>.</summary>
internal static class DkimKeyPathTemplate
{
    /// <summary>The names of Exim's variables and rspamd's; the longer ones first.</summary>
    private static readonly (string Name, bool IsSelector)[] Variables =
    [
        ("${dkim_selector}", true), ("$dkim_selector", true), ("${selector}", true), ("$selector", true),
        ("${dkim_domain}", false), ("$dkim_domain", false), ("${domain}", false), ("$domain", false),
    ];

    /// <summary>The template names the selector, so that each key has a file of its own, and is a full path.</summary>
    public static bool IsUsable(string template) =>
        Path.IsPathFullyQualified(template) && Variables.Any(variable => variable.IsSelector && template.Contains(variable.Name, StringComparison.Ordinal));

    /// <summary>The path for one key.</summary>
    public static string Expand(string template, string domain, string selector) =>
        Variables.Aggregate(template, (text, variable) => text.Replace(variable.Name, variable.IsSelector ? selector : domain, StringComparison.Ordinal));
}
