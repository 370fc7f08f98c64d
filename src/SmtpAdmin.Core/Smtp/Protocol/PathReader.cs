using System.Diagnostics.CodeAnalysis;

namespace SmtpAdmin.Smtp.Protocol;

/// <summary>Reads a path from the front of a text.</summary>
/// <param name="text">The text, which may go on behind the path.</param>
/// <param name="path">The path read.</param>
/// <param name="length">How many characters it took.</param>
/// <param name="problem">Why it is no path, as a phrase.</param>
internal delegate bool PathReader<TPath>(
    ReadOnlySpan<char> text, [NotNullWhen(true)] out TPath? path, out int length, [NotNullWhen(false)] out string? problem)
    where TPath : class;
