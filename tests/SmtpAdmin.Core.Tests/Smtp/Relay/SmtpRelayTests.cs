using System.Net;
using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Core.Tests.Smtp.Relay.Support;
using SmtpAdmin.Core.Tests.Smtp.Server;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay;

/// <summary>The parts of a relay, put together. What it does with mail is tested from outside.</summary>
public sealed class SmtpRelayTests : IDisposable
{
    private readonly StoppedSpool _spool = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private SmtpRelayOptions Options => new()
    {
        SpoolPath = _spool.Path,
        HostName = "relay.example.org",
        Listeners = [new SmtpRelayListener { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) }],
        Routes = [new SmtpRelayRoute { SmartHosts = [new SmtpSmartHost { Host = "127.0.0.1", Port = 9 }] }], // where nobody is
        MinimumFreeSpace = 0,
    };

    public void Dispose() => _spool.Dispose();

    [Fact]
    public async Task The_trace_of_a_new_relay_can_be_read_before_anything_is_written()
    {
        await using var relay = await StartAsync(Options, new ManualClock()); // by which nothing is ever written
        Assert.Empty(await TraceAsync());
        await relay.DisposeAsync();
        Assert.Equal([SmtpTraceKind.Started, SmtpTraceKind.Stopped], (await TraceAsync()).Select(entry => entry.Kind));
    }

    [Fact]
    public async Task What_waits_is_told_in_words_at_the_start_and_at_the_end()
    {
        await _spool.KeepAsync("A1");
        await using (await StartAsync(Options, new ManualClock())) { }
        await _spool.KeepAsync("B2");
        await using (await StartAsync(Options, new ManualClock())) { }
        var texts = (await TraceAsync()).Where(entry => entry.Kind is SmtpTraceKind.Started or SmtpTraceKind.Stopped).Select(entry => entry.Text!).ToList();
        Assert.All(texts[..2], text => Assert.Contains($"1 message waits in {_spool.Path}.", text, StringComparison.Ordinal));
        Assert.All(texts[2..], text => Assert.Contains($"2 messages wait in {_spool.Path}.", text, StringComparison.Ordinal));
        Assert.Equal(4, texts.Count);
    }

    [Fact]
    public async Task What_waits_behind_a_smart_host_that_is_away_says_so_tried_or_not()
    {
        await _spool.KeepAsync("A1");
        await _spool.KeepAsync("B2");
        await using var relay = await StartAsync(Options, TimeProvider.System);
        await using var client = await SmtpRelayClient.FindAsync(_spool.Path, Token);
        Assert.NotNull(client);
        await Eventually.IsSoAsync(() => relay.GetStatus().Queue.Deferred == 2);
        var items = await client.ListAsync(new SmtpQueueFilter { Status = SmtpRecipientStatus.Deferred }, Token).ToListAsync(Token);
        Assert.Equal([0, 1], items.Select(item => item.Attempts).Order());
        Assert.All(items, item => Assert.StartsWith("No connection to 127.0.0.1", item.LastReply, StringComparison.Ordinal));
        Assert.All(items, item => Assert.NotNull(item.NextAttemptAt));
    }

    [Fact]
    public async Task Another_process_reaches_it_until_it_has_ended_and_then_the_spool_is_free()
    {
        await using var relay = await StartAsync(Options, TimeProvider.System);
        await using var client = await SmtpRelayClient.FindAsync(_spool.Path, Token);
        Assert.NotNull(client);
        var status = await client.GetStatusAsync(Token);
        Assert.Equal(relay.GetStatus().Listeners, status.Listeners);
        Assert.Equal($"relay.example.org takes mail on {status.Listeners[0].EndPoint}; 0 messages wait.", status.ToString());
        await client.StopAsync(TimeSpan.Zero, Token);
        await client.WaitForEndAsync(TimeProvider.System, Token);
        await using var next = await StartAsync(Options, TimeProvider.System);
        await relay.Completion;
    }

    [Theory]
    [InlineData(-5_000.0)]
    [InlineData(-1.0)]
    [InlineData(1e14)]
    public async Task It_stops_whatever_time_it_is_given(double milliseconds)
    {
        await using var relay = await StartAsync(Options, TimeProvider.System);
        relay.RequestStop(TimeSpan.FromMilliseconds(milliseconds));
        await relay.Completion.WaitAsync(Token);
    }

    [Fact]
    public async Task What_keeps_it_from_starting_is_told_and_leaves_the_spool_free()
    {
        Assert.Contains("'relay..example' is no host name", await RefusalAsync(Options with { HostName = "relay..example" }), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_spool.Path));

        await using (var running = await StartAsync(Options, TimeProvider.System))
        {
            Assert.Contains("Another relay has the spool", await RefusalAsync(Options), StringComparison.Ordinal);
            using var elsewhere = new StoppedSpool();
            var taken = new SmtpRelayListener { EndPoint = IPEndPoint.Parse(running.GetStatus().Listeners[0].EndPoint) };
            Assert.Contains("Another program has it", await RefusalAsync(Options with { SpoolPath = elsewhere.Path, Listeners = [taken] }), StringComparison.Ordinal);
            await using var free = await elsewhere.OpenAsync();
        }

        await _spool.KeepAsync("A1");
        await _spool.MakeLaterAsync();
        Assert.Contains("has version 2", await RefusalAsync(Options), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_reload_tells_what_it_changed_and_what_waits()
    {
        using var folder = new RelayConfigurationFolder();
        const string before = """{ "spoolPath": "spool", "hostName": "relay.example.org", "listen": ["127.0.0.1:0"], "directMx": true }""";
        using var configuration = await folder.ReadAsync(before);
        await using var relay = await SmtpRelay.StartAsync(configuration, new StubResolver(), TimeProvider.System, Token);
        folder.Write("relay.json", before.Replace("\"directMx\": true", "\"smartHost\": [\"192.0.2.1\"], \"allowNetwork\": [\"192.0.2.0/24\"]", StringComparison.Ordinal));
        await relay.ReloadAsync(Token);
        await Task.WhenAll(relay.ReloadAsync(Token), relay.ReloadAsync(Token));
        folder.Write("relay.json", "{");
        Assert.StartsWith("The relay goes on as before.", (await Assert.ThrowsAnyAsync<InvalidOperationException>(() => relay.ReloadAsync(Token))).Message, StringComparison.Ordinal);
        folder.Write("relay.json", before);
        await relay.ReloadAsync(Token);
        await relay.DisposeAsync();

        var trace = await TraceAsync(Path.Combine(folder.Path, "spool"));
        Assert.Equal(
            ["The configuration was read again: allowNetwork changed.", "The configuration was read again.", "The configuration was read again.", "The configuration was read again: allowNetwork changed."],
            trace.Where(entry => entry.Kind == SmtpTraceKind.Reloaded).Select(entry => entry.Text));
        Assert.Equal(3, trace.Count(entry => entry.Kind == SmtpTraceKind.Warning && entry.Text!.Contains("'directMx', 'smartHost'", StringComparison.Ordinal)));
        Assert.Single(trace, entry => entry.Kind == SmtpTraceKind.Warning && entry.Text!.StartsWith("The relay goes on as before.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_wrong_with_a_file_is_told_in_full_to_who_asked_and_kept_on_a_short_line()
    {
        using var folder = new RelayConfigurationFolder();
        using var configuration = await folder.ReadAsync("""{ "spoolPath": "spool", "hostName": "relay.example.org", "listen": ["127.0.0.1:0"], "directMx": true }""");
        await using var relay = await SmtpRelay.StartAsync(configuration, new StubResolver(), TimeProvider.System, Token);
        var wrong = string.Join(",\n", Enumerable.Range(1, 9).Select(number => FormattableString.Invariant($"\"wrong{number}\": 1")));
        folder.Write("relay.json", $"{{ {wrong} }}");
        await using var client = await SmtpRelayClient.FindAsync(relay.SpoolPath, Token);
        var refusal = await Assert.ThrowsAsync<SmtpRelayException>(() => client!.ReloadAsync(Token));
        Assert.True(refusal.IsBadConfiguration);
        Assert.Contains("wrong9", refusal.Message, StringComparison.Ordinal);
        var kept = relay.GetStatus().LastErrors[0].Text;
        Assert.InRange(kept.Length, 1, 500);
        Assert.Matches("^The relay goes on as before\\. .*wrong1.*; line 2, .*wrong2.*; and 7 more$", kept);
        Assert.DoesNotContain('\uFFFD', kept);
    }

    [Fact]
    public async Task STARTTLS_is_told_only_where_it_is_offered()
    {
        using var folder = new RelayConfigurationFolder();
        var files = new CertificateFiles("relay.example.org");
        folder.Write("chain.pem", files.Pem);
        folder.Write("key.pem", files.KeyPem);
        const string before = """{ "spoolPath": "spool", "hostName": "relay.example.org", "listen": ["127.0.0.1:0"], "directMx": true }""";
        using var configuration = await folder.ReadAsync(before);
        await using var relay = await SmtpRelay.StartAsync(configuration, new StubResolver(), TimeProvider.System, Token);
        Assert.Equal(RelayListenerSecurity.None, Assert.Single(relay.GetStatus().Listeners).Security);
        folder.Write("relay.json", before.Replace("{ ", """{ "certificate": { "path": "chain.pem", "keyPath": "key.pem" }, """, StringComparison.Ordinal));
        await relay.ReloadAsync(Token);
        Assert.Equal(RelayListenerSecurity.StartTls, Assert.Single(relay.GetStatus().Listeners).Security);
    }

    /// <summary>As a monitor sees it, and for as long as it is so: here the mark is lowered, which is as good as room on the disk.</summary>
    [Fact]
    public async Task While_the_disk_has_too_little_room_it_is_failing_and_says_why()
    {
        using var folder = new RelayConfigurationFolder();
        const string before = """{ "spoolPath": "spool", "hostName": "relay.example.org", "listen": ["127.0.0.1:0"], "directMx": true, "minimumFreeSpace": 9000000000000000 }""";
        using var configuration = await folder.ReadAsync(before);
        await using var relay = await SmtpRelay.StartAsync(configuration, new StubResolver(), TimeProvider.System, Token);
        await using var client = await SmtpRelayClient.FindAsync(relay.SpoolPath, Token);
        var status = await client!.GetStatusAsync(Token);
        Assert.Equal(SmtpRelayState.Failing, status.State);
        Assert.Contains("(minimumFreeSpace)", status.Problem, StringComparison.Ordinal);
        folder.Write("relay.json", before.Replace("9000000000000000", "0", StringComparison.Ordinal));
        await relay.ReloadAsync(Token);
        status = await client.GetStatusAsync(Token);
        Assert.Equal((SmtpRelayState.Running, null), (status.State, status.Problem));
    }

    [Fact]
    public async Task Without_a_file_there_is_nothing_to_read_again()
    {
        await using var relay = await StartAsync(Options, TimeProvider.System);
        await Assert.ThrowsAsync<InvalidOperationException>(() => relay.ReloadAsync(Token));
        Assert.Contains("without a configuration file", relay.GetStatus().LastErrors[0].Text, StringComparison.Ordinal);
    }

    private static Task<SmtpRelay> StartAsync(SmtpRelayOptions options, TimeProvider time) => SmtpRelay.StartAsync(options, new StubResolver(), time, Token);

    private static async Task<string> RefusalAsync(SmtpRelayOptions options) =>
        (await Assert.ThrowsAsync<SmtpRelayException>(() => StartAsync(options, TimeProvider.System))).Message;

    private async Task<List<SmtpTraceEvent>> TraceAsync(string? spool = null)
    {
        var trace = new List<SmtpTraceEvent>();
        await foreach (var entry in new SmtpTrace(await SmtpTrace.FindFolderAsync(spool ?? _spool.Path, Token)).ReadAsync(new SmtpTraceFilter(), Token)) trace.Add(entry);
        return trace;
    }
}
