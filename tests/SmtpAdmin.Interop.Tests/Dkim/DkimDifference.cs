namespace SmtpAdmin.Interop.Tests.Dkim;

/// <summary>Where a peer says something else than the RFC, and why we do not.</summary>
/// <param name="Message">The message, by the name of its file in tests/data/dkim.</param>
/// <param name="Header">The canonicalization of the header that it shows in; null for both.</param>
/// <param name="Body">The canonicalization of the body that it shows in; null for both.</param>
/// <param name="Section">The section that decides.</param>
/// <param name="Why">What it says, and what the peer does.</param>
internal sealed record DkimDifference(string Message, string? Header, string? Body, string Section, string Why)
{
    /// <summary>It shows when the message is signed, and not when it is verified.</summary>
    public bool IsOfSigner { get; init; }

    /// <summary>Whether it shows there.</summary>
    public bool Covers(string message, string header, string body, bool signs) =>
        message == Message && (signs || !IsOfSigner) && (Header is null || Header == header) && (Body is null || Body == body);
}
