using SmtpAdmin.Dns;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>A filter, made ready to be asked of many messages.</summary>
internal sealed class QueueMatcher
{
    private readonly SmtpQueueFilter _filter;
    private readonly HashSet<string> _queueIds;
    private readonly string[] _queueIdPatterns;
    private readonly string? _domain;
    private readonly DateTimeOffset _now;
    private readonly QueuePauses _pauses;

    /// <summary>Takes a filter.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="now">What ages are measured from.</param>
    /// <param name="pauses">Which destinations are left alone.</param>
    public QueueMatcher(SmtpQueueFilter filter, DateTimeOffset now, QueuePauses pauses)
    {
        _filter = filter;
        _now = now;
        _pauses = pauses;
        _queueIds = filter.QueueIds.Where(id => !Wildcards.AreIn(id)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        _queueIdPatterns = [.. filter.QueueIds.Where(Wildcards.AreIn)];
        _domain = filter.Domain is { } domain ? AsciiPattern(domain.StartsWith('.') ? "*" + domain : domain) : null;
    }

    /// <summary>The message is one that is meant, as far as what never changes tells. Needs no lock.</summary>
    public bool FitsMessage(QueuedMessage message)
    {
        var envelope = message.Envelope;
        if (_filter.QueueIds.Count > 0 && !_queueIds.Contains(envelope.QueueId) && !_queueIdPatterns.Any(pattern => Wildcards.Fit(pattern, envelope.QueueId))) return false;
        var isNameless = message is { IsUnreadable: true, Recipients.Length: 0 };
        if (_filter.Sender is { } sender && (isNameless || !FitsSender(sender, envelope.Sender))) return false;
        if (_filter.MessageId is { } id && !(envelope.MessageId is { } own && (Wildcards.Fit(id, own) || Wildcards.Fit(id, own.Trim('<', '>'))))) return false;
        if (_filter.OlderThan is { } age && (isNameless || _now - envelope.ReceivedAt < age)) return false;
        // Of what cannot be read nothing is known but that.
        return !isNameless || (_filter.Recipient is null && _filter.Domain is null && _filter.Destination is null && _filter.Status is null or SmtpRecipientStatus.Damaged);
    }

    /// <summary>The recipient is one that is meant. Called under the queue's lock.</summary>
    public bool FitsRecipient(QueuedMessage message, QueuedPart part, int recipient)
    {
        if (!_filter.HasRecipientCriteria) return true;
        if (_filter.Status is { } status && QueueViews.StandingOf(message, recipient, _now, _pauses.Of(part.Line.Destination, _now)).Status != status) return false;
        if (_filter.Destination is { } destination && !Wildcards.Fit(destination, part.Line.Destination.Name)) return false;
        var address = message.Envelope.Recipients[recipient].Address;
        if (_filter.Recipient is { } pattern && !Wildcards.Fit(pattern, address)) return false;
        return _domain is null || (RelayRoutes.DomainOf(address) is { } domain && Wildcards.Fit(_domain, AsciiDomain(domain)));
    }

    /// <summary>The message, or any of its recipients, is meant. Called under the queue's lock.</summary>
    public bool FitsAnyRecipient(QueuedMessage message)
    {
        if (!_filter.HasRecipientCriteria || message.Recipients.Length == 0) return true;
        foreach (var part in message.Parts)
        {
            foreach (var recipient in part.Recipients)
            {
                if (FitsRecipient(message, part, recipient)) return true;
            }
        }
        return false;
    }

    /// <summary>The pattern is that of an envelope's sender; <c>&lt;&gt;</c> or the empty text is that of the null sender.</summary>
    public static bool FitsSender(string pattern, string sender) => sender.Length == 0 ? pattern is "" or "<>" or "*" : Wildcards.Fit(pattern, sender);

    private static string AsciiDomain(string domain) => System.Text.Ascii.IsValid(domain) || !RelayRoutes.TryCanonical(domain, out var ascii) ? domain : ascii;

    /// <summary>Labels with wildcards stay as they are: which of a label's characters a wildcard stands for cannot be said of its A-label.</summary>
    private static string AsciiPattern(string pattern) =>
        string.Join('.', pattern.Split('.').Select(label => Wildcards.AreIn(label) || System.Text.Ascii.IsValid(label) || !DnsName.TryParse(label, out var name, out _) ? label : name.ToString()));
}
