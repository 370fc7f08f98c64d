using SmtpAdmin.Smtp.Client;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Reads the parts of a configuration that are but numbers, durations and sizes.</summary>
internal sealed class RelaySections(RelayValues values)
{
    public SmtpRelayOptions Limits(SmtpRelayOptions options, LocatedJson? section)
    {
        var limits = options.Limits;
        foreach (var (name, value, path) in values.Members(section, "limits"))
        {
            switch (name)
            {
                case "maxMessageSize": limits = limits with { MaxMessageSize = values.Size(value, path) }; break;
                case "maxRecipients": limits = limits with { MaxRecipients = RelayValues.Count(value) }; break;
                case "maxCommandLength": limits = limits with { MaxCommandLength = RelayValues.Count(value) }; break;
                case "maxTextLineLength": limits = limits with { MaxTextLineLength = RelayValues.Count(value) }; break;
                case "maxErrors": limits = limits with { MaxErrors = RelayValues.Count(value) }; break;
                case "maxIdleCommands": limits = limits with { MaxIdleCommands = RelayValues.Count(value) }; break;
                case "maxAuthFailures": limits = limits with { MaxAuthFailures = RelayValues.Count(value) }; break;
                case "maxHops": options = options with { MaxHops = RelayValues.Count(value) }; break;
                case "maxQueuedMessages": options = options with { MaxQueuedMessages = RelayValues.Count(value) }; break;
                case "maxQueuedSize": options = options with { MaxQueuedOctets = values.Size(value, path) }; break;
                default: Unknown(path); break;
            }
        }
        return options with { Limits = limits };
    }

    public SmtpRelayRates Rates(LocatedJson? section)
    {
        var rates = new SmtpRelayRates();
        foreach (var (name, value, path) in values.Members(section, "rates"))
        {
            var count = RelayValues.Count(value);
            switch (name)
            {
                case "maxConnections": rates = rates with { MaxConnections = count }; break;
                case "maxConnectionsPerAddress": rates = rates with { MaxConnectionsPerAddress = count }; break;
                case "connectionsPerMinute": rates = rates with { ConnectionsPerMinute = count }; break;
                case "messagesPerMinute": rates = rates with { MessagesPerMinute = count }; break;
                case "messagesPerMinutePerUser": rates = rates with { MessagesPerMinutePerUser = count }; break;
                case "authFailuresPerHour": rates = rates with { AuthFailuresPerHour = count }; break;
                default: Unknown(path); break;
            }
        }
        return rates;
    }

    public SmtpServerTimeouts Timeouts(LocatedJson? section)
    {
        var timeouts = new SmtpServerTimeouts();
        foreach (var (name, value, path) in values.Members(section, "timeouts"))
        {
            var duration = values.Duration(value, path);
            switch (name)
            {
                case "command": timeouts = timeouts with { Command = duration }; break;
                case "dataBlock": timeouts = timeouts with { DataBlock = duration }; break;
                case "data": timeouts = timeouts with { Data = duration }; break;
                case "acceptance": timeouts = timeouts with { Acceptance = duration }; break;
                case "tlsHandshake": timeouts = timeouts with { TlsHandshake = duration }; break;
                case "session": timeouts = timeouts with { Session = duration }; break;
                case "greetingDelay": timeouts = timeouts with { GreetingDelay = duration }; break;
                case "farewell": timeouts = timeouts with { Farewell = duration }; break;
                default: Unknown(path); break;
            }
        }
        return timeouts;
    }

    public SmtpRelayRetry Retry(LocatedJson? section)
    {
        var retry = new SmtpRelayRetry();
        foreach (var (name, value, path) in values.Members(section, "retry"))
        {
            var duration = values.Duration(value, path);
            switch (name)
            {
                case "first": retry = retry with { First = duration }; break;
                case "longest": retry = retry with { Longest = duration }; break;
                case "expireAfter": retry = retry with { ExpireAfter = duration }; break;
                case "delayNotice": retry = retry with { DelayNotice = duration }; break;
                default: Unknown(path); break;
            }
        }
        return retry;
    }

    public SmtpRelayDelivery Delivery(LocatedJson? section)
    {
        var delivery = new SmtpRelayDelivery();
        foreach (var (name, value, path) in values.Members(section, "delivery"))
        {
            switch (name)
            {
                case "maxConnections": delivery = delivery with { MaxConnections = RelayValues.Count(value) }; break;
                case "maxConnectionsPerDestination": delivery = delivery with { MaxConnectionsPerDestination = RelayValues.Count(value) }; break;
                case "maxMessagesPerConnection": delivery = delivery with { MaxMessagesPerConnection = RelayValues.Count(value) }; break;
                case "messagesPerMinute": delivery = delivery with { MessagesPerMinute = RelayValues.Count(value) }; break;
                case "tls": delivery = delivery with { Tls = RelayValues.Choice<RelayTlsPolicy>(value) }; break;
                case "addressFamily": delivery = delivery with { AddressFamily = RelayValues.Choice<SmtpAddressFamily>(value) }; break;
                case "mxPort": delivery = delivery with { MxPort = RelayValues.Count(value) }; break;
                case "trustedRootPath": delivery = delivery with { AdditionalTrustRoots = new RelayKeyFiles(values).TrustRoots(value, path) }; break;
                case "connectTimeout": delivery = delivery with { ConnectTimeout = values.Duration(value, path) }; break;
                case "commandTimeout": delivery = delivery with { CommandTimeout = values.Duration(value, path) }; break;
                case "blockTimeout": delivery = delivery with { BlockTimeout = values.Duration(value, path) }; break;
                case "dataTerminationTimeout": delivery = delivery with { DataTerminationTimeout = values.Duration(value, path) }; break;
                case "idleTimeout": delivery = delivery with { IdleTimeout = values.Duration(value, path) }; break;
                default: Unknown(path); break;
            }
        }
        return delivery;
    }

    public SmtpRelayAudit Audit(LocatedJson? section)
    {
        var audit = new SmtpRelayAudit();
        foreach (var (name, value, path) in values.Members(section, "audit"))
        {
            switch (name)
            {
                case "path": audit = audit with { Path = values.PathOf(value, path) }; break;
                case "maxFileSize": audit = audit with { MaxFileSize = values.Size(value, path) }; break;
                case "maxFileAge": audit = audit with { MaxFileAge = values.Duration(value, path) }; break;
                case "keepFor": audit = audit with { KeepFor = values.Duration(value, path) }; break;
                default: Unknown(path); break;
            }
        }
        return audit;
    }

    /// <summary>A property that the schema knows and the reader does not is a defect of ours. One that the schema does not know was told.</summary>
    private void Unknown(string path)
    {
        if (values.Problems.Count == 0) throw new InvalidOperationException($"The schema knows the property '{path}', and the reader does not.");
    }
}
