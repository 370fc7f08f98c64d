namespace SmtpAdmin.Lab;

/// <summary>One entry of a zone file: a line, or several held together by parentheses.</summary>
/// <param name="Line">Where it begins, from 1.</param>
/// <param name="HasOwner">It begins in the first column, so that its first word is a name or a directive.</param>
/// <param name="Tokens">Its words.</param>
internal sealed record ZoneEntry(int Line, bool HasOwner, IReadOnlyList<ZoneToken> Tokens);
