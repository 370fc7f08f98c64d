using System.Globalization;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Metrics;

public sealed partial class PrometheusTextTests
{
    [Fact]
    public void The_text_is_of_the_form_that_Prometheus_reads()
    {
        var samples = Read(PrometheusText.Write(
            new SmtpRelayCounters { AcceptedMessages = 12_345_678_901, AuthFailures = 3 },
            new RelayGauges
            {
                QueueMessages = 7, QueueOldest = TimeSpan.FromSeconds(1.5), IsHealthy = false, QueueStates = [("deferred", 4), ("held", 3)],
                QueueDestinations = [("example.net", 5)], StartedAt = DateTimeOffset.UnixEpoch.AddSeconds(1_800_000_000),
            }));
        Assert.Equal(12_345_678_901, samples["smtpadmin_relay_accepted_messages_total"]);
        Assert.Equal(3, samples["smtpadmin_relay_auth_attempts_total{result=\"failure\"}"]);
        Assert.Equal(7, samples["smtpadmin_relay_queue_messages"]);
        Assert.Equal(1.5, samples["smtpadmin_relay_queue_oldest_age_seconds"]);
        Assert.Equal(4, samples["smtpadmin_relay_queue_recipients{state=\"deferred\"}"]);
        Assert.Equal(5, samples["smtpadmin_relay_queue_destination_recipients{destination=\"example.net\"}"]);
        Assert.Equal(0, samples["smtpadmin_relay_healthy"]);
        Assert.Equal(1_800_000_000, samples["smtpadmin_relay_start_time_seconds"]);
    }

    [Fact]
    public void A_status_tells_its_gauges()
    {
        var now = DateTimeOffset.UnixEpoch.AddHours(1);
        var status = new SmtpRelayStatus
        {
            State = SmtpRelayState.Failing,
            SpoolPath = "/spool",
            StartedAt = DateTimeOffset.UnixEpoch.AddMinutes(1),
            Queue = new SmtpQueueFigures { Messages = 5, Octets = 500, Queued = 1, Sending = 2, Deferred = 3, Held = 4, Oldest = now.AddSeconds(-90), ByDestination = [new SmtpQueueDestination("example.net") { Recipients = 6 }] },
            Listeners = [new SmtpRelayListenerStatus("127.0.0.1:25", default, false, 7), new SmtpRelayListenerStatus("127.0.0.1:587", default, true, 1)],
            Destinations = [new SmtpRelayDestination("example.net", 9, 20, 1, 0, 0)],
            FreeOctets = 11,
        };
        var samples = Read(PrometheusText.Write(new SmtpRelayCounters(), RelayGauges.Of(status, 12, now)));
        var expected = new Dictionary<string, double>
        {
            ["queue_messages"] = 5,
            ["queue_bytes"] = 500,
            ["queue_oldest_age_seconds"] = 90,
            ["queue_recipients{state=\"queued\"}"] = 1,
            ["queue_recipients{state=\"sending\"}"] = 2,
            ["queue_recipients{state=\"deferred\"}"] = 3,
            ["queue_recipients{state=\"held\"}"] = 4,
            ["queue_destination_recipients{destination=\"example.net\"}"] = 6,
            ["client_connections"] = 8,
            ["delivery_connections"] = 9,
            ["spool_free_bytes"] = 11,
            ["healthy"] = 0,
            ["start_time_seconds"] = 60,
            ["audit_lost_events_total"] = 12,
        };
        Assert.All(expected, sample => Assert.Equal(sample.Value, samples["smtpadmin_relay_" + sample.Key]));
    }

    [Fact]
    public void Only_the_largest_destinations_get_a_series_of_their_own()
    {
        var samples = Read(PrometheusText.Write(new SmtpRelayCounters(), new RelayGauges
        {
            QueueDestinations = [.. Enumerable.Range(1, 100).Select(number => (FormattableString.Invariant($"d{number}.example"), (long)number))],
        })).Where(sample => sample.Key.Contains("destination", StringComparison.Ordinal)).ToDictionary();
        Assert.Equal(PrometheusText.MaxDestinations + 1, samples.Count);
        Assert.Equal(5050, samples.Values.Sum());
        Assert.Equal(Enumerable.Range(1, 80).Sum(), samples["smtpadmin_relay_queue_destination_recipients{destination=\"other\"}"]);
    }

    [Fact]
    public void Destinations_of_one_name_are_added_up() =>
        Assert.Equal(3, Read(PrometheusText.Write(new SmtpRelayCounters(), new RelayGauges { QueueDestinations = [("a.example", 1), ("a.example", 2)] }))
            ["smtpadmin_relay_queue_destination_recipients{destination=\"a.example\"}"]);

    [Fact]
    public void Any_name_of_a_destination_stays_within_its_label() => Prop.ForAll<string[]>(names =>
        Read(PrometheusText.Write(new SmtpRelayCounters(), new RelayGauges { QueueDestinations = [.. names.Select(name => (name ?? "", 1L))] }))).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("a\"b")]
    [InlineData("a\\")]
    [InlineData("a\nb 1\nevil_total 1")]
    [InlineData("a\"} 1\nevil_total 1")]
    public void A_hostile_name_stays_within_its_label(string name) =>
        Assert.DoesNotContain("evil_total", Read(PrometheusText.Write(new SmtpRelayCounters(), new RelayGauges { QueueDestinations = [(name, 1)] })).Keys);

    /// <summary>A strict reader of the format: HELP and TYPE before the samples of each name, no sample twice.</summary>
    private static Dictionary<string, double> Read(string text)
    {
        var samples = new Dictionary<string, double>(StringComparer.Ordinal);
        var (name, type) = ("", "");
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        foreach (var line in text[..^1].Split('\n'))
        {
            if (Help().Match(line) is { Success: true } help) name = help.Groups[1].Value;
            else if (Type().Match(line) is { Success: true } typed)
            {
                Assert.Equal(name, typed.Groups[1].Value);
                type = typed.Groups[2].Value;
                Assert.Equal(type == "counter", name.EndsWith("_total", StringComparison.Ordinal));
            }
            else
            {
                var sample = Sample().Match(line);
                Assert.True(sample.Success, line);
                Assert.Equal(name, sample.Groups[2].Value);
                samples.Add(sample.Groups[1].Value, double.Parse(sample.Groups[3].Value, CultureInfo.InvariantCulture));
            }
        }
        return samples;
    }

    [GeneratedRegex("^# HELP ([a-z_]+) [^\\\\]+$")]
    private static partial Regex Help();

    [GeneratedRegex("^# TYPE ([a-z_]+) (counter|gauge)$")]
    private static partial Regex Type();

    [GeneratedRegex("""^(([a-z_]+)(?:\{[a-z_]+="(?:[^"\\\n]|\\[\\"n])*"\})?) ([0-9.E+-]+)$""")]
    private static partial Regex Sample();
}
