using System.Management.Automation;
using SmtpAdmin.PowerShell.Completion;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>A cmdlet that works on messages of a relay's queue that fit a filter.</summary>
public abstract class QueueFilterCmdlet : QueueCmdlet
{
    /// <summary>The envelope's sender.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty] // a variable that was never set must not stand for the null sender
    [SupportsWildcards]
    [ArgumentCompleter(typeof(QueueCompleter))]
    public string? Sender { get; set; }

    /// <summary>A recipient's address.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(QueueCompleter))]
    public string? Recipient { get; set; }

    /// <summary>A recipient's domain.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(QueueCompleter))]
    public string? Domain { get; set; }

    /// <summary>The Message-ID.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(QueueCompleter))]
    public string? MessageId { get; set; }

    /// <summary>Where the delivery to a recipient stands.</summary>
    [Parameter]
    [ValidateNotNull]
    public SmtpRecipientStatus? Status { get; set; }

    /// <summary>Where a recipient's mail goes.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(QueueCompleter))]
    public string? Destination { get; set; }

    /// <summary>How old a message is at least.</summary>
    [Parameter]
    [ValidateNotNull]
    [Duration]
    public TimeSpan? OlderThan { get; set; }

    /// <summary>The filter as it is given, without queue ids.</summary>
    protected SmtpQueueFilter Filter() => new()
    {
        Sender = Sender,
        Recipient = Recipient,
        Domain = Domain,
        MessageId = MessageId,
        Status = Status,
        Destination = Destination,
        OlderThan = OlderThan,
    };
}
