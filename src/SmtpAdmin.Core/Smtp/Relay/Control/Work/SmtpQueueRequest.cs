namespace SmtpAdmin.Smtp.Relay;

/// <summary>Messages of one queue that somebody asks for.</summary>
/// <param name="SpoolPath">The folder of the queue.</param>
/// <param name="QueueIds">Their queue ids, wildcards included; empty for all that a filter finds.</param>
public sealed record SmtpQueueRequest(string SpoolPath, IReadOnlyList<string> QueueIds);
