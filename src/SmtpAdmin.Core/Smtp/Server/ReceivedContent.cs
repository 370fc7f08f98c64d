namespace SmtpAdmin.Smtp.Server;

/// <summary>What was seen of a message while it came in.</summary>
/// <param name="Length">Its octets, dots unstuffed.</param>
/// <param name="LongestLine">Its longest line in octets, without CRLF.</param>
/// <param name="HasEightBit">It has octets above 127, whatever BODY said.</param>
/// <param name="HasBareLineEndings">A LF or CR stood alone in it.</param>
public readonly record struct ReceivedContent(long Length, long LongestLine, bool HasEightBit, bool HasBareLineEndings);
