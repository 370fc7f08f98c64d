using SmtpAdmin.Mime;

namespace SmtpAdmin.Dkim;

/// <summary>How often a message has a header field, and how often a signature names it.</summary>
internal sealed class DkimFieldCounts
{
    private readonly Dictionary<string, int> _there;
    private readonly Dictionary<string, int> _signed = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Counts.</summary>
    /// <param name="fields">The header section.</param>
    /// <param name="signedNames">The names of <c>h=</c>.</param>
    public DkimFieldCounts(IEnumerable<HeaderField> fields, IEnumerable<string> signedNames)
        : this(new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase), signedNames)
    {
        foreach (var field in fields)
        {
            if (field.IsField) Count(_there, field.Name);
        }
    }

    private DkimFieldCounts(Dictionary<string, int> there, IEnumerable<string> signedNames)
    {
        _there = there;
        foreach (var name in signedNames) Count(_signed, name);
    }

    /// <summary>How often the message has it.</summary>
    public int There(string name) => _there.GetValueOrDefault(name);

    /// <summary>How often the signature names it.</summary>
    public int Signed(string name) => _signed.GetValueOrDefault(name);

    /// <summary>The same message, and another signature.</summary>
    /// <param name="signedNames">The names of <c>h=</c>.</param>
    public DkimFieldCounts SignedBy(IEnumerable<string> signedNames) => new(_there, signedNames);

    private static void Count(Dictionary<string, int> counts, string name) => counts[name] = counts.GetValueOrDefault(name) + 1;
}
