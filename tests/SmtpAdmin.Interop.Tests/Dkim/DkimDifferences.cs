namespace SmtpAdmin.Interop.Tests.Dkim;

/// <summary>All of them; those of peers are of Debian's versions. One that is not there any more fails the test too.</summary>
internal static class DkimDifferences
{
    private const string Relaxed = "relaxed";

    /// <summary>We do not sign what servers change or refuse on the way.</summary>
    public static IReadOnlyList<DkimDifference> OfOurs { get; } =
    [
        new("body-bare-cr", null, null, "RFC 5321 section 2.3.8", "CR and LF stand together only; we verify such a message, and do not sign it.") { IsOfSigner = true },
        new("body-bare-lf", null, null, "RFC 5321 section 2.3.8", "The same.") { IsOfSigner = true },
        new("body-nul", null, null, "RFC 5322 section 4", "Mail does not carry NUL; we verify such a message, and do not sign it.") { IsOfSigner = true },
    ];

    public static IReadOnlyList<DkimDifference> OfOpenDkim { get; } =
    [
        new("body-unterminated", null, Relaxed, "RFC 6376 section 3.4.4", "A body that does not end with a line end gets one; libopendkim refuses to sign it, and verifies nothing."),
        new("body-unterminated-blanks", null, Relaxed, "RFC 6376 section 3.4.4", "The same, after the blanks at the end; libopendkim leaves the last line end out."),
        new("body-bare-cr", null, null, "RFC 6376 section 3.4", "Only CR and LF together end a line, and a CR alone is text like any other; libopendkim loses some."),
        new("body-bare-lf", null, null, "RFC 6376 section 5.3", "LF alone is CRLF, as it will be on the wire; libopendkim takes the body as one without a line end."),
        new("header-controls", Relaxed, null, "RFC 6376 sections 2.8 and 3.4.2", "Blanks are space and tab; libopendkim takes vertical tab and form feed for blanks too."),
        new("header-tab-before-colon", null, null, "RFC 5322 section 4.5.3", "Blanks before the colon are obsolete, not wrong, and a tab is one; libopendkim does not take such a field."),
    ];

    public static IReadOnlyList<DkimDifference> OfDkimpy { get; } =
    [
        new("body-unterminated-blanks", null, Relaxed, "RFC 6376 section 3.4.4", "Blanks at the end of a line are ignored; dkimpy leaves one where the line end is missing."),
        new("header-controls", Relaxed, null, "RFC 6376 sections 2.8 and 3.4.2", "Blanks are space and tab; dkimpy removes vertical tabs and form feeds at both ends of a value."),
        new("header-blank-before-colon", null, null, "RFC 5322 section 4.5.3", "Blanks before the colon are obsolete, not wrong; dkimpy does not read such a message."),
        new("header-tab-before-colon", null, null, "RFC 5322 section 4.5.3", "The same, with a tab."),
    ];
}
