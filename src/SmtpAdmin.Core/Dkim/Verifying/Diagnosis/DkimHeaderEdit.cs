using SmtpAdmin.Mime;

namespace SmtpAdmin.Dkim;

/// <summary>A usual change of a header section, and how it is taken back.</summary>
/// <param name="Message">What happened, as a sentence.</param>
/// <param name="Remedy">What to do about it.</param>
/// <param name="Undo">Gives the header section as it may have been before.</param>
internal sealed record DkimHeaderEdit(string Message, string Remedy, Func<IReadOnlyList<HeaderField>, IReadOnlyList<HeaderField>> Undo)
{
    /// <summary>One field was another.</summary>
    /// <param name="message">What happened.</param>
    /// <param name="remedy">What to do.</param>
    /// <param name="field">The field as it is.</param>
    /// <param name="original">The field as it may have been; null when it was not there.</param>
    public static DkimHeaderEdit Replace(string message, string remedy, HeaderField field, HeaderField? original) => new(
        message, remedy, fields => [.. fields.SelectMany(there => !there.Raw.Equals(field.Raw) ? [there] : original is { } was ? (HeaderField[])[was] : [])]);
}
