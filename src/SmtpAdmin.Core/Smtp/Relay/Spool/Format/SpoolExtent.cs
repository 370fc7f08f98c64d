namespace SmtpAdmin.Smtp.Relay;

/// <summary>A part of a message as a commit names it on disk.</summary>
/// <param name="Segment">The segment's number.</param>
/// <param name="Offset">Where its content record stands there.</param>
/// <param name="Length">The octets of content in it.</param>
internal readonly record struct SpoolExtent(long Segment, uint Offset, int Length);
