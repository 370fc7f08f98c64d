using System.Globalization;
using System.Text;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Writes metrics in Prometheus' text format, version 0.0.4.</summary>
internal static class PrometheusText
{
    /// <summary>The media type.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>The most destinations that get a number of their own; the rest is added up under <c>other</c>. Each label's value is a series that Prometheus keeps.</summary>
    public const int MaxDestinations = 20;

    private const int MaxLabel = 255; // characters

    /// <summary>Writes the metrics of a relay.</summary>
    public static string Write(SmtpRelayCounters counters, RelayGauges gauges)
    {
        var text = new StringBuilder(4096);
        Counter(text, "accepted_messages", "Messages taken from clients.", counters.AcceptedMessages);
        Counter(text, "accepted_bytes", "Octets of messages taken from clients.", counters.AcceptedOctets);
        Counter(text, "refused", "Commands, messages and connections refused.", counters.Refused);
        Counter(text, "delivered_recipients", "Recipients for whom the next server took a message.", counters.Delivered);
        Counter(text, "deferred_attempts", "Attempts that failed for now, for each recipient.", counters.Deferred);
        Counter(text, "failed_recipients", "Recipients that failed for good.", counters.Failed);
        Counter(text, "reports", "Bounces and other reports that went into the queue.", counters.Bounced);
        Counter(text, "connections", "Connections of clients.", counters.Connections);
        Head(text, "auth_attempts_total", "Logins, by how they ended.", "counter");
        Sample(text, "auth_attempts_total", "result", "success", counters.AuthSuccesses);
        Sample(text, "auth_attempts_total", "result", "failure", counters.AuthFailures);
        Counter(text, "warnings", "Things that an administrator should look at.", counters.Warnings);
        Counter(text, "audit_lost_events", "Events that the audit log had to leave out.", gauges.LostEvents);

        Gauge(text, "queue_messages", "Messages in the queue.", gauges.QueueMessages);
        Gauge(text, "queue_bytes", "Octets of the messages in the queue.", gauges.QueueOctets);
        Gauge(text, "queue_oldest_age_seconds", "Age of the oldest message in the queue; 0 when it is empty.", Seconds(gauges.QueueOldest));
        Head(text, "queue_recipients", "Recipients that are left, by state.", "gauge");
        foreach (var (state, recipients) in gauges.QueueStates) Sample(text, "queue_recipients", "state", state, recipients);
        Destinations(text, gauges.QueueDestinations);
        Gauge(text, "client_connections", "Clients connected now.", gauges.ClientConnections);
        Gauge(text, "delivery_connections", "Connections for delivery now.", gauges.DeliveryConnections);
        Gauge(text, "spool_free_bytes", "Octets free on the disk of the spool.", gauges.FreeOctets);
        Gauge(text, "healthy", "1 while the relay takes mail, else 0.", gauges.IsHealthy ? 1 : 0);
        Gauge(text, "start_time_seconds", "When the relay began to run, since the epoch.", Seconds(gauges.StartedAt - DateTimeOffset.UnixEpoch));
        return text.ToString();
    }

    private static void Destinations(StringBuilder text, IReadOnlyList<(string Name, long Recipients)> destinations)
    {
        Head(text, "queue_destination_recipients", "Recipients that are left, for the destinations that have most.", "gauge");
        // One name may stand for several routes; two samples of one name would make the whole invalid.
        var byName = destinations.GroupBy(one => Label(one.Name), StringComparer.Ordinal).Select(group => (Name: group.Key, Recipients: group.Sum(one => one.Recipients)))
            .OrderByDescending(one => one.Recipients).ThenBy(one => one.Name, StringComparer.Ordinal).ToList();
        foreach (var (name, recipients) in byName.Take(MaxDestinations)) Sample(text, "queue_destination_recipients", "destination", name, recipients);
        if (byName.Count > MaxDestinations) Sample(text, "queue_destination_recipients", "destination", "other", byName.Skip(MaxDestinations).Sum(one => one.Recipients));
    }

    private static void Counter(StringBuilder text, string name, string help, double value)
    {
        Head(text, name + "_total", help, "counter");
        Sample(text, name + "_total", value);
    }

    private static void Gauge(StringBuilder text, string name, string help, double value)
    {
        Head(text, name, help, "gauge");
        Sample(text, name, value);
    }

    private static void Head(StringBuilder text, string name, string help, string type) =>
        text.Append(CultureInfo.InvariantCulture, $"# HELP smtpadmin_relay_{name} {help}\n# TYPE smtpadmin_relay_{name} {type}\n");

    private static void Sample(StringBuilder text, string name, double value) => text.Append(CultureInfo.InvariantCulture, $"smtpadmin_relay_{name} {value}\n");

    private static void Sample(StringBuilder text, string name, string label, string labelValue, double value) =>
        text.Append(CultureInfo.InvariantCulture, $"smtpadmin_relay_{name}{{{label}=\"{labelValue}\"}} {value}\n");

    /// <summary>A label's value: backslash and quote are escaped; line ends and what else would only confuse are taken out before.</summary>
    private static string Label(string value) => PlainText.Excerpt(value, MaxLabel).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static double Seconds(TimeSpan duration) => Math.Round(duration.TotalSeconds, 3);
}
