using System.Text.RegularExpressions;

namespace SmtpAdmin.Interop.Tests.Spf;

/// <summary>All of them. One that is not there any more fails the test too.</summary>
internal static class SpfDifferences
{
    public static IReadOnlyList<SpfDifference> OfPySpf { get; } =
    [
        new("modifier-macro", "RFC 7208 sections 6 and 7.1", "An unknown modifier is ignored, and its grammar has all macro letters; pyspf gives PermError for c, r and t."),
        new("macro-zero", "RFC 7208 section 7.3", "The number of parts must be nonzero; pyspf takes 0 for all."),
        new("modifier-twice", "RFC 7208 section 6", "Unknown modifiers are ignored however often they stand there; pyspf gives PermError for the second.") { Pattern = new Regex(@"(foo=|x-y=).*\1") },
        new("macro-p-behind", "RFC 7208 section 4.6.2", "Terms are tried from left to right until one matches; pyspf looks up the macro p of those behind it too, here one void look-up too many.") { Pattern = new Regex(@"%\{p\}") },
        new("macro-p-counts", "RFC 7208 section 4.6.4", "The PTR look-up of the macro p is one of the ten, beside that of its term; pyspf does not count it."),
    ];

    public static IReadOnlyList<SpfDifference> OfMailSpf { get; } =
    [
        new("bad-modifier", "RFC 7208 sections 4.6 and 7.1", "An unknown modifier has to follow the grammar of macros; Mail::SPF does not read it."),
        new("mapped", "RFC 7208 section 5", "An IPv4 sender is compared with IPv4 networks only; Mail::SPF maps it into ::ffff:0:0/96 for ip6."),
        new("zero6", "RFC 7208 section 5", "The same, with ip6:::/0."),
        new("mx-null", "RFC 7505 section 3", "The null MX names no host; Mail::SPF asks for the addresses of the root, which the server here refuses."),
        new("mx11", "RFC 7208 section 4.6.4", "More than ten mail hosts are a PermError; Mail::SPF leaves out those behind the tenth."),
        new("macro-p-counts", "RFC 7208 section 4.6.4", "The PTR look-up of the macro p is one of the ten, beside that of its term; Mail::SPF does not count it.") { Pattern = new Regex(@"%\{p\}") },
        new("exp-latin", "RFC 7208 section 6.2", "An explanation is US-ASCII or does not count; Mail::SPF hands it on."),
        new("macro-empty", "RFC 7208 section 4.8", "A name with an empty label matches nothing; Mail::SPF dies of it."),
    ];
}
