namespace SmtpAdmin.Core.Tests.Smtp.Relay.Support;

/// <summary>What can happen to a queue.</summary>
internal enum QueueStepKind
{
    Add,
    Take,
    Complete,
    Pass,
    Hold,
    Release,
    Requeue,
    Remove,
    Bounce,
    Damage,
    Move,
    Break,
    Mend,
    DieSoon,
    Die,
}
