using System.Globalization;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>A recipient of a queued message, as it stood at one moment.</summary>
/// <param name="Address">The mailbox; <c>Postmaster</c> may stand without a domain.</param>
/// <param name="Status">Where its delivery stands.</param>
public sealed record SmtpQueueRecipient(string Address, SmtpRecipientStatus Status)
{
    /// <summary>Where its mail goes: the first smart host with its port, or the domain.</summary>
    public string Destination { get; init; } = "";

    /// <summary>How many times it was tried.</summary>
    public int Attempts { get; init; }

    /// <summary>When it was last tried; null for never.</summary>
    public DateTimeOffset? LastAttemptAt { get; init; }

    /// <summary>When it is tried next; null for at once, or for never: see <see cref="Status"/>.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>What the remote server said last, or what else went wrong; null for nothing yet.</summary>
    public string? LastReply { get; init; }

    /// <summary>The enhanced status code of that (RFC 3463); null for nothing yet.</summary>
    public string? LastStatus { get; init; }

    /// <summary>The server that said it; null where none was reached.</summary>
    public string? LastServer { get; init; }

    /// <summary>Nothing more will be done for it.</summary>
    public bool IsFinal => Status is SmtpRecipientStatus.Delivered or SmtpRecipientStatus.Failed or SmtpRecipientStatus.Removed;

    /// <summary>All that is known of it on one line, the time in UTC.</summary>
    public override string ToString()
    {
        var tries = Attempts switch { 0 => "", 1 => ", tried once", _ => string.Create(CultureInfo.InvariantCulture, $", tried {Attempts} times") };
        var next = Status == SmtpRecipientStatus.Deferred && NextAttemptAt is { } at ? string.Create(CultureInfo.InvariantCulture, $", next at {at.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z") : "";
        var server = LastServer is null ? "" : $" ({LastServer})";
        return $"{Address}: {Status}{tries}{next}{(LastReply is null ? "" : $": {LastReply}{server}")}";
    }
}
