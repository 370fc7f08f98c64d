using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Numbers, sizes and durations.</summary>
internal static class AmountChecks
{
    private const string Limits = "RFC 5321 section 4.5.3.1";
    private const int LeastRecipients = 100; // RFC 5321 section 4.5.3.1.8
    private const int LeastMessage = 64 * 1024; // octets, RFC 5321 section 4.5.3.1.7
    private const int LeastLine = 998; // octets without CRLF, RFC 5321 section 4.5.3.1.6
    private const int LeastHops = 100; // RFC 5321 section 6.3

    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(49); // what the system's timers count to

    public static void Check(SmtpRelayOptions options, RelayFindings found)
    {
        CheckLimits(options, found);
        CheckRates(options.Rates, found);
        CheckOpenFiles(options, OpenFileLimit.Current, found);
        CheckTimeouts(options.Timeouts, found);
        CheckRetry(options.Retry, found);
        CheckDelivery(options.Delivery, found);
        CheckAudit(options.Audit, found);
    }

    private static void CheckLimits(SmtpRelayOptions options, RelayFindings found)
    {
        var limits = options.Limits;
        found.Bound("limits.maxMessageSize", limits.MaxMessageSize, 0);
        found.Bound("limits.maxRecipients", limits.MaxRecipients, 1);
        found.Bound("limits.maxCommandLength", limits.MaxCommandLength, 512, 64 * 1024);
        found.Bound("limits.maxTextLineLength", limits.MaxTextLineLength, 0);
        found.Bound("limits.maxErrors", limits.MaxErrors, 1);
        found.Bound("limits.maxIdleCommands", limits.MaxIdleCommands, 0);
        found.Bound("limits.maxAuthFailures", limits.MaxAuthFailures, 1);
        found.Bound("limits.maxHops", options.MaxHops, 1);
        found.Bound("limits.maxQueuedMessages", options.MaxQueuedMessages, 1);
        found.Bound("limits.maxQueuedSize", options.MaxQueuedOctets, 1);
        found.Bound("minimumFreeSpace", options.MinimumFreeSpace, 0);
        CheckLow("maxMessageSize", limits.MaxMessageSize, LeastMessage, "Messages of 64 KiB are", found);
        CheckLow("maxRecipients", limits.MaxRecipients, LeastRecipients, $"{LeastRecipients} recipients are", found);
        CheckLow("maxTextLineLength", limits.MaxTextLineLength, LeastLine, $"Lines of {LeastLine} octets are", found);
        CheckLow("maxHops", options.MaxHops, LeastHops, $"{LeastHops} Received fields are", found, "RFC 5321 section 6.3");
        if (limits.MaxMessageSize > options.MaxQueuedOctets) found.Error("limits.maxMessageSize", "RELAY-LIMITS", "A message may be larger than the whole queue.", "Set 'maxQueuedSize' higher.");
    }

    /// <summary>What is neither unlimited nor refused already, and less than anybody may count on.</summary>
    private static void CheckLow(string name, long value, long least, string what, RelayFindings found, string reference = Limits)
    {
        if (value > 0 && value < least) found.Warning($"limits.{name}", "RELAY-LIMIT-LOW", $"{what} to be taken at least.", $"Set '{name}' higher.", reference);
    }

    private static void CheckRates(SmtpRelayRates rates, RelayFindings found)
    {
        found.Bound("rates.maxConnections", rates.MaxConnections, 0);
        found.Bound("rates.maxConnectionsPerAddress", rates.MaxConnectionsPerAddress, 0);
        found.Bound("rates.connectionsPerMinute", rates.ConnectionsPerMinute, 0);
        found.Bound("rates.messagesPerMinute", rates.MessagesPerMinute, 0);
        found.Bound("rates.messagesPerMinutePerUser", rates.MessagesPerMinutePerUser, 0);
        found.Bound("rates.authFailuresPerHour", rates.AuthFailuresPerHour, 0);
    }

    /// <summary>More connections than the system lets the process have.</summary>
    /// <param name="options">How many were asked for.</param>
    /// <param name="files">How many files may be open; null for any number.</param>
    /// <param name="found">Takes what is found.</param>
    public static void CheckOpenFiles(SmtpRelayOptions options, long? files, RelayFindings found)
    {
        var (told, bound) = (options.Rates.MaxConnections, OpenFileLimit.Bound(options, files));
        if (bound == told) return;
        var asked = told == 0 ? "any number of clients" : FormattableString.Invariant($"up to {told} clients");
        found.Warning(
            "rates.maxConnections", "RELAY-OPEN-FILES", FormattableString.Invariant($"'maxConnections' is for {asked} at once, but this process may have {files} files open: there is room for {bound}."),
            "Raise the limit ('ulimit -n', or LimitNOFILE= in a systemd unit), or set 'maxConnections' lower.");
    }

    private static void CheckTimeouts(SmtpServerTimeouts timeouts, RelayFindings found)
    {
        found.Bound("timeouts.command", timeouts.Command, LongestTimer);
        found.Bound("timeouts.dataBlock", timeouts.DataBlock, LongestTimer);
        found.Bound("timeouts.data", timeouts.Data, LongestTimer);
        found.Bound("timeouts.acceptance", timeouts.Acceptance, LongestTimer);
        found.Bound("timeouts.tlsHandshake", timeouts.TlsHandshake, LongestTimer);
        found.Bound("timeouts.session", timeouts.Session, LongestTimer);
        found.Bound("timeouts.greetingDelay", timeouts.GreetingDelay, TimeSpan.FromMinutes(5), mayBeZero: true); // clients wait so long, RFC 5321 section 4.5.3.2.1
        found.Bound("timeouts.farewell", timeouts.Farewell, LongestTimer, mayBeZero: true);
        if (timeouts.Acceptance > TimeSpan.FromMinutes(9) && timeouts.Acceptance <= LongestTimer)
            found.Warning("timeouts.acceptance", "RELAY-ACCEPTANCE-LONG", "Clients give up after 10 minutes and send the message again.", "Set 'acceptance' to 5m.", "RFC 1047, RFC 5321 section 4.5.3.2.6");
    }

    private static void CheckRetry(SmtpRelayRetry retry, RelayFindings found)
    {
        found.Bound("retry.first", retry.First, LongestTimer);
        found.Bound("retry.longest", retry.Longest, LongestTimer);
        found.Bound("retry.expireAfter", retry.ExpireAfter, RelayQuantity.Longest);
        if (retry.DelayNotice is { } notice) found.Bound("retry.delayNotice", notice, RelayQuantity.Longest);
        if (retry.Longest < retry.First) found.Error("retry.longest", "RELAY-RETRY", "The longest pause is shorter than the first.", "Set 'longest' to 'first' or more.", "RFC 5321 section 4.5.4.1");
        if (retry.ExpireAfter < retry.First) found.Error("retry.expireAfter", "RELAY-RETRY", "Mail would be given up before it is tried a second time.", "Set 'expireAfter' to some days.", "RFC 5321 section 4.5.4.1");
        if (retry.DelayNotice >= retry.ExpireAfter) found.Error("retry.delayNotice", "RELAY-RETRY", "Mail would have bounced before its sender is told that it is late.", "Set 'delayNotice' to some hours.");
    }

    private static void CheckDelivery(SmtpRelayDelivery delivery, RelayFindings found)
    {
        found.Bound("delivery.maxConnections", delivery.MaxConnections, 1);
        found.Bound("delivery.maxConnectionsPerDestination", delivery.MaxConnectionsPerDestination, 1);
        found.Bound("delivery.maxMessagesPerConnection", delivery.MaxMessagesPerConnection, 1);
        found.Bound("delivery.messagesPerMinute", delivery.MessagesPerMinute, 0);
        found.Bound("delivery.mxPort", delivery.MxPort, 1, 65535);
        found.Bound("delivery.connectTimeout", delivery.ConnectTimeout, LongestTimer);
        found.Bound("delivery.commandTimeout", delivery.CommandTimeout, LongestTimer);
        found.Bound("delivery.blockTimeout", delivery.BlockTimeout, LongestTimer);
        found.Bound("delivery.dataTerminationTimeout", delivery.DataTerminationTimeout, LongestTimer);
        found.Bound("delivery.idleTimeout", delivery.IdleTimeout, LongestTimer, mayBeZero: true);
    }

    private static void CheckAudit(SmtpRelayAudit audit, RelayFindings found)
    {
        found.Bound("audit.maxFileSize", audit.MaxFileSize, 4096);
        found.Bound("audit.maxFileAge", audit.MaxFileAge, RelayQuantity.Longest);
        found.Bound("audit.keepFor", audit.KeepFor, TimeSpan.FromDays(36600));
        if (audit.Path is { } path && !Path.IsPathFullyQualified(path)) found.Error("audit.path", "RELAY-PATH", $"'{PlainText.Excerpt(path, 260)}' is no full path.", "Give it from the root on.");
    }
}
