namespace SmtpAdmin.Core.Tests.Smtp.Relay.Support;

/// <summary>One thing that happens to a queue.</summary>
/// <param name="Kind">What.</param>
/// <param name="Seed">To whom, and how it ends.</param>
internal sealed record QueueStep(QueueStepKind Kind, int Seed);
