using SmtpAdmin.Core.Tests.Smtp.Relay.Support;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Control;

/// <summary>A client and a server of the control channel, over the real thing.</summary>
public sealed class ControlChannelTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Time = new(2026, 11, 3, 9, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly FakeRelay _relay = new();
    private RelayControlServer _server = null!;
    private SmtpRelayClient _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = new RelayControlServer(RelayControlPath.For(_folder.Path), group: null, _relay, TimeProvider.System);
        var client = await SmtpRelayClient.FindAsync(_folder.Path, Token);
        Assert.NotNull(client);
        _client = client;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Nobody_is_found_where_nobody_is_and_none_any_more_behind_the_end()
    {
        using var folder = new TemporaryFolder();
        Assert.Null(await SmtpRelayClient.FindAsync(folder.Path, Token));
        SmtpRelayClient? client;
        await using (new RelayControlServer(RelayControlPath.For(folder.Path), group: null, _relay, TimeProvider.System))
        {
            client = await SmtpRelayClient.FindAsync(folder.Path, Token);
            Assert.NotNull(client);
        }
        Assert.Null(await SmtpRelayClient.FindAsync(folder.Path, Token));
        Assert.Contains("any more", await RefusalAsync(() => client.GetStatusAsync(Token)), StringComparison.Ordinal);
        await client.WaitForEndAsync(TimeProvider.System, Token);
    }

    [Fact]
    public async Task A_status_comes_as_it_is()
    {
        _relay.Status = new SmtpRelayStatus
        {
            State = SmtpRelayState.Failing,
            Problem = "No \"space\"\nleft.",
            HostName = "relay.example.org",
            SpoolPath = "/spööl",
            AuditPath = "/audit",
            ProcessId = 7,
            Version = "1.2.3",
            StartedAt = Time,
            Listeners = [new("127.0.0.1:25", RelayListenerSecurity.StartTlsRequired, RequireAuth: true, Connections: 3)],
            Queue = new SmtpQueueFigures
            {
                Messages = 1, Octets = 2, Queued = 3, Sending = 4, Deferred = 5, Held = 6, Damaged = 7, Oldest = Time,
                ByAge = [new(TimeSpan.Zero, TimeSpan.FromMinutes(5), 1, 2), new(TimeSpan.FromMinutes(5), null, 3, 4)],
                ByDestination = [new("a.example") { Messages = 1, Recipients = 2, Sending = 3, Deferred = 4, Held = 5, Oldest = Time, NextAttemptAt = Time, LastReply = "451 later" }],
            },
            Destinations = [new("a.example", 1, 2, 3, 4, 5) { BackedOffUntil = Time, LastError = "refused" }],
            Counters = new SmtpRelayCounters { AcceptedMessages = 1, AcceptedOctets = 2, Refused = 3, Delivered = 4, Deferred = 5, Failed = 6, Bounced = 7, Connections = 8, FailedPerMinute = 9 },
            FreeOctets = 1L << 40,
            LastErrors = [new(Time, "It went wrong.")],
        };
        Assert.Equivalent(_relay.Status, await _client.GetStatusAsync(Token), strict: true);
    }

    [Fact]
    public async Task Messages_come_all_in_order_and_with_the_folder_that_was_asked()
    {
        _relay.Items = [.. Enumerable.Range(0, 3000).Select(number => Item($"Q{number}"))]; // far more than one block
        var filter = new SmtpQueueFilter
        {
            QueueIds = ["A*", "B"], Sender = "<>", MessageId = "<1@example.org>", OlderThan = TimeSpan.FromHours(36), Recipient = "*@example.net",
            Domain = ".example.net", Status = SmtpRecipientStatus.Held, Destination = "mx.example.net",
        };
        var found = await ListAsync(filter);
        Assert.Equivalent(filter, _relay.Filter, strict: true);
        Assert.Equal(_relay.Items.Select(item => item.QueueId), found.Select(item => item.QueueId));
        Assert.Equivalent(Item("Q2999") with { SpoolPath = _folder.Path }, found[^1], strict: true);
    }

    [Theory]
    [InlineData(SmtpQueueAction.Hold)]
    [InlineData(SmtpQueueAction.Release)]
    [InlineData(SmtpQueueAction.Requeue)]
    [InlineData(SmtpQueueAction.Remove)]
    [InlineData(SmtpQueueAction.Bounce)]
    public async Task A_lever_is_pulled_on_what_the_filter_means(SmtpQueueAction action)
    {
        _relay.Items = [Item("A1")];
        var changed = await ChangeAsync(action, new SmtpQueueFilter { QueueIds = ["A1"] });
        Assert.Equal((action, "A1"), (_relay.Action, Assert.Single(_relay.Filter!.QueueIds)));
        Assert.Equal(("A1", _folder.Path), (Assert.Single(changed).QueueId, changed[0].SpoolPath));
    }

    [Fact]
    public async Task A_change_that_was_not_stored_is_told()
    {
        _relay.Problem = new IOException("No space left on device");
        Assert.Equal("It could not be stored: No space left on device", await RefusalAsync(() => ChangeAsync(SmtpQueueAction.Hold, SmtpQueueFilter.All)));
    }

    [Fact]
    public async Task A_message_is_exported_octet_for_octet()
    {
        var octets = new byte[200_000];
        new Random(1).NextBytes(octets);
        var content = new FakeContent(null, octets[..1], octets[1..131_072], octets[131_072..]);
        _relay.Contents["A1"] = content;
        using var file = new MemoryStream();
        await _client.ExportAsync("A1", file, Token);
        Assert.Equal(octets, file.ToArray());
        await Eventually.IsSoAsync(() => content.IsDisposed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_message_that_cannot_be_read_to_its_end_is_told(bool isDamaged)
    {
        _relay.Contents["A1"] = new FakeContent(isDamaged ? new SpoolDamageException("Block 1 is damaged.") : new IOException("Input/output error"), "Subject: x\r\n"u8.ToArray());
        using var file = new MemoryStream();
        Assert.Equal(isDamaged ? "Block 1 is damaged." : "Input/output error", await RefusalAsync(() => _client.ExportAsync("A1", file, Token)));
    }

    [Fact]
    public async Task A_message_that_is_not_there_is_told()
    {
        using var file = new MemoryStream();
        Assert.Equal("There is no message 'A1\uFFFD' in the queue.", await RefusalAsync(() => _client.ExportAsync("A1\u001b", file, Token)));
        Assert.Equal(0, file.Length);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(2.5)]
    public async Task A_stop_is_answered_before_it_begins(double? seconds)
    {
        var grace = seconds is { } given ? TimeSpan.FromSeconds(given) : (TimeSpan?)null;
        await _client.StopAsync(grace, Token);
        Assert.Equal(grace, await _relay.Stopped.Task.WaitAsync(Token));
    }

    [Fact]
    public async Task A_reload_is_done_or_says_why_not()
    {
        await _client.ReloadAsync(Token);
        Assert.Equal(1, _relay.Reloads);
        _relay.Problem = new InvalidOperationException("The relay goes on as before.");
        Assert.Equal("The relay goes on as before.", await RefusalAsync(() => _client.ReloadAsync(Token)));
    }

    [Fact]
    public async Task Many_are_served_at_once()
    {
        _relay.Items = [.. Enumerable.Range(0, 200).Select(number => Item($"Q{number}"))];
        var lists = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => ListAsync(SmtpQueueFilter.All)));
        Assert.All(lists, list => Assert.Equal(200, list.Count));
    }

    [Fact]
    public async Task Who_stops_reading_in_the_middle_hurts_nobody()
    {
        _relay.Items = Enumerable.Range(0, 100_000).Select(number => Item($"Q{number}"));
        await foreach (var item in _client.ListAsync(SmtpQueueFilter.All, Token))
        {
            if (item.QueueId == "Q10") break;
        }
        Assert.Equal(SmtpRelayState.Running, (await _client.GetStatusAsync(Token)).State);
    }

    private static SmtpQueueItem Item(string queueId) => new()
    {
        QueueId = queueId,
        Sender = "ann@example.org",
        Recipients =
        [
            new("bob@example.net", SmtpRecipientStatus.Deferred)
            {
                Destination = "example.net", Attempts = 2, LastAttemptAt = Time, NextAttemptAt = Time.AddHours(1), LastReply = "451 4.7.1 \"later\"", LastStatus = "4.7.1", LastServer = "mx.example.net",
            },
        ],
        Size = 1000,
        ReceivedAt = Time,
        ExpiresAt = Time.AddDays(5),
        MessageId = "<1@example.org>",
        Kind = RelayMessageKind.Bounce,
        ReportOf = "A0",
        Client = "192.0.2.7",
        User = "jörg",
        Damage = "none",
    };

    private static async Task<string> RefusalAsync(Func<Task> act) => (await Assert.ThrowsAsync<SmtpRelayException>(act)).Message;

    private async Task<List<SmtpQueueItem>> ListAsync(SmtpQueueFilter filter) => await AllAsync(_client.ListAsync(filter, Token));

    private async Task<List<SmtpQueueItem>> ChangeAsync(SmtpQueueAction action, SmtpQueueFilter filter) => await AllAsync(_client.ChangeAsync(action, filter, Token));

    private static async Task<List<SmtpQueueItem>> AllAsync(IAsyncEnumerable<SmtpQueueItem> items)
    {
        var all = new List<SmtpQueueItem>();
        await foreach (var item in items) all.Add(item);
        return all;
    }
}
