using SmtpAdmin.Core.Tests.Smtp.Server;
using SmtpAdmin.Smtp.Protocol;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Support;

/// <summary>Drives a queue through anything that can happen, crashes included, and knows what was promised to whom.</summary>
internal sealed class QueueModel
{
    private static readonly string[] Domains = ["x.test", "y.test", "z.test"];
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(6), TimeSpan.FromHours(1), TimeSpan.FromDays(1)];

    private readonly ManualClock _clock = new();
    private readonly MemorySpool _spool = new();
    private readonly NotedReports _reports = new();
    private readonly RelayRoutes _routes = new([new SmtpRelayRoute()], "relay.example");
    private readonly SmtpRelayRetry _retry = new() { ExpireAfter = TimeSpan.FromDays(2), DelayNotice = TimeSpan.FromHours(2) };
    private readonly Dictionary<(long Number, int Recipient), Fate> _fates = [];
    private readonly List<DeliveryJob> _jobs = [];
    private readonly List<(DeliveryJob Job, Task Task)> _completing = [];
    private readonly List<Task> _others = [];
    private MortalProcess _process;
    private RelayQueue _queue;
    private int _reportsSeen;

    public QueueModel() => (_process, _queue) = Start();

    /// <summary>Does one thing.</summary>
    public async Task DoAsync(QueueStep step)
    {
        var random = new Random(step.Seed);
        switch (step.Kind)
        {
            case QueueStepKind.Add: Add(random); break;
            case QueueStepKind.Take: Take(Domains[random.Next(Domains.Length)]); break;
            case QueueStepKind.Complete: await CompleteAsync(random); break;
            case QueueStepKind.Pass: await PassAsync(Pauses[random.Next(Pauses.Length)]); break;
            case QueueStepKind.Hold: await HoldAsync(FilterOf(random)); break;
            case QueueStepKind.Release: await ReleaseAsync(FilterOf(random)); break;
            case QueueStepKind.Requeue: await ReleaseAsync(FilterOf(random), isRequeued: true); break;
            case QueueStepKind.Remove: await RemoveAsync(FilterOf(random), bounce: false); break;
            case QueueStepKind.Bounce: await RemoveAsync(FilterOf(random), bounce: true); break;
            case QueueStepKind.Damage: Damage(random); break;
            case QueueStepKind.Move: Move(random); break;
            case QueueStepKind.Break: _process.Fails = () => random.Next(3) > 0; break;
            case QueueStepKind.Mend: _process.Fails = null; break;
            case QueueStepKind.DieSoon: _process.DiesIn = random.Next(1, 7); break;
            default: _process.Kill(); break;
        }
        NoteReports();
        if (_process.Died.IsCompleted) Restart();
    }

    /// <summary>Mends everything, and looks whether each recipient's mail went somewhere.</summary>
    public async Task SettleAsync()
    {
        await MendAsync();
        Check(mayWait: true);

        await LiveAsync(_queue.RemoveAsync(new SmtpQueueFilter { Status = SmtpRecipientStatus.Damaged }, bounce: true, CancellationToken.None));
        await ReleaseAsync(SmtpQueueFilter.All);
        for (var round = 0; round < 10 && _queue.Count > 0; round++)
        {
            await LiveAsync(_queue.RequeueAsync(SmtpQueueFilter.All, CancellationToken.None));
            foreach (var domain in Domains)
            {
                while (Take(domain)) await CompleteAsync(_jobs[^1], _ => DeliveryOutcome.Delivered);
            }
            await PassAsync(TimeSpan.Zero);
        }
        NoteReports();
        Assert.Equal((0, 0, 0L), (_queue.Count, _spool.Count, _queue.Octets));
        Check(mayWait: false);
    }

    private void Add(Random random)
    {
        var envelope = new RelayEnvelope
        {
            QueueId = $"Q{_fates.Count}", ReceivedAt = _clock.GetUtcNow(), Sender = "sender@example.org", Size = 10,
            Recipients = [.. Enumerable.Range(0, random.Next(1, 5)).Select(n => new RelayRecipient($"u{n}@{Domains[random.Next(Domains.Length)]}", (DsnNotify)(random.Next(4) == 0 ? 2 : 0)))],
        };
        var number = _spool.Keep(RelayRecordCodec.WriteEnvelope(envelope));
        for (var recipient = 0; recipient < envelope.Recipients.Count; recipient++) _fates.Add((number, recipient), new Fate(envelope.Recipients[recipient].Address));
        _queue.Add(number, envelope);
    }

    private bool Take(string domain)
    {
        if (_queue.TryTake(_routes.Find("@" + domain)) is not { } job) return false;
        foreach (var recipient in job.Recipients)
        {
            var fate = _fates[(job.Number, recipient)];
            Assert.EndsWith(domain, fate.Address, StringComparison.Ordinal);
            Assert.False(fate.IsUnderWay, "It was handed out twice.");
            Assert.False(fate.IsDeliveredInThisLife, "It was delivered, and is handed out again.");
            Assert.False(fate.IsHeld, "It was held, and is handed out.");
            Assert.False(fate.IsRemoved, "It was removed, and is handed out.");
            Assert.False(fate.IsDamagedInThisLife, "It is damaged, and is handed out.");
            fate.IsUnderWay = true;
        }
        _jobs.Add(job);
        return true;
    }

    private Task CompleteAsync(Random random) => _jobs.Count == 0 ? Task.CompletedTask : CompleteAsync(_jobs[random.Next(_jobs.Count)], _ => (DeliveryOutcome)random.Next(4));

    private async Task CompleteAsync(DeliveryJob job, Func<int, DeliveryOutcome> outcomeOf)
    {
        _jobs.Remove(job);
        var results = job.Recipients.Select(recipient => QueueUnderTest.Result(recipient, outcomeOf(recipient))).ToArray();
        foreach (var result in results)
        {
            var fate = _fates[(job.Number, result.Recipient)];
            fate.IsUnderWay = false;
            if (result.Outcome != DeliveryOutcome.Delivered) continue;
            fate.Deliveries++;
            fate.IsDeliveredInThisLife = true;
        }
        var task = _queue.CompleteAsync(job, results);
        _completing.Add((job, task));
        await LiveAsync(task, mayTakeLong: true);
    }

    private async Task PassAsync(TimeSpan time)
    {
        _clock.Advance(time);
        var task = _queue.RunOnceAsync();
        _others.Add(task);
        await LiveAsync(task, mayTakeLong: true);
    }

    private async Task HoldAsync(SmtpQueueFilter filter)
    {
        var isAllStored = _queue.Unsaved == 0; // else what is held already may not be stored as such
        if (!await LiveAsync(_queue.HoldAsync(filter, CancellationToken.None)) || !isAllStored) return;
        foreach (var (_, fate) in Waiting(filter)) fate.IsHeld |= !fate.IsUnderWay;
    }

    private async Task ReleaseAsync(SmtpQueueFilter filter, bool isRequeued = false)
    {
        foreach (var (_, fate) in Waiting(filter)) fate.IsHeld = false;
        await LiveAsync(isRequeued ? _queue.RequeueAsync(filter, CancellationToken.None) : _queue.ReleaseAsync(filter, CancellationToken.None));
    }

    private async Task RemoveAsync(SmtpQueueFilter filter, bool bounce)
    {
        var meant = Waiting(filter).ToList();
        if (!bounce) foreach (var (_, fate) in meant) fate.MayBeRemoved = true;
        var isAllStored = _queue.Unsaved == 0;
        if (!await LiveAsync(_queue.RemoveAsync(filter, bounce, CancellationToken.None)) || !isAllStored) return;
        foreach (var (_, fate) in meant) fate.IsRemoved = true;
    }

    private void Damage(Random random)
    {
        if (_fates.Count == 0 || random.Next(5) > 0) return;
        var number = _fates.Keys.ElementAt(random.Next(_fates.Count)).Number;
        _queue.MarkDamaged(number, "It is not what was written.");
        foreach (var (key, fate) in _fates) fate.IsDamagedInThisLife |= key.Number == number;
    }

    private void Move(Random random)
    {
        foreach (var stored in _spool.Stored().Where(_ => random.Next(2) == 0)) _spool.Move(stored.Number, _queue.Snapshot);
    }

    private void NoteReports()
    {
        foreach (var report in _reports.Sent.Skip(_reportsSeen))
        {
            _reportsSeen++;
            foreach (var recipient in report.Recipients)
            {
                var fate = _fates[(report.Number, recipient.Recipient)];
                if (report.Kind == RelayMessageKind.Bounce)
                {
                    Assert.False(fate.IsDeliveredInThisLife, "It was delivered, and bounced.");
                    Assert.False(fate.IsBouncedInThisLife, "It was bounced twice.");
                    fate.IsBouncedInThisLife = true;
                    fate.Bounces++;
                }
                else if (report.Kind == RelayMessageKind.DelayNotice)
                {
                    Assert.False(fate.IsToldLateInThisLife, "It was told to be late twice.");
                    fate.IsToldLateInThisLife = true;
                }
                else
                {
                    Assert.True(fate.Deliveries > 0, "A success was reported that was none.");
                }
            }
        }
    }

    private void Restart()
    {
        foreach (var job in _jobs.Concat(_completing.Where(one => !one.Task.IsCompleted).Select(one => one.Job)))
        {
            foreach (var recipient in job.Recipients) _fates[(job.Number, recipient)].CrashesUnderWay++;
        }
        _jobs.Clear();
        _completing.Clear();
        _others.Clear();
        foreach (var fate in _fates.Values) fate.BeginLife();
        (_process, _queue) = Start();
        _queue.Restore(_spool.Stored());
    }

    private (MortalProcess, RelayQueue) Start()
    {
        var process = new MortalProcess(_spool, _reports);
        return (process, new RelayQueue(process, _routes, _retry, new MemoryLog(), _clock, new Random(1)) { Reports = process });
    }

    /// <summary>Waits for what the process does, unless that failed or it dies of it.</summary>
    private async Task<bool> LiveAsync(Task task, bool mayTakeLong = false)
    {
        if (!mayTakeLong) await Task.WhenAny(task, _process.Died);
        if (task.Exception?.InnerException is { } exception and not IOException) throw exception;
        return task.IsCompletedSuccessfully;
    }

    private async Task MendAsync()
    {
        _process.DiesIn = 0;
        _process.Fails = null;
        foreach (var job in _jobs.ToArray()) await CompleteAsync(job, _ => DeliveryOutcome.NotTried);
        for (var n = 0; n < 500 && (_queue.Unsaved > 0 || _completing.Any(one => !one.Task.IsCompleted) || _others.Any(task => !task.IsCompleted)); n++)
        {
            _clock.Advance(TimeSpan.FromSeconds(2));
            await Task.Delay(1);
        }
        Assert.Equal(0, _queue.Unsaved);
        await Task.WhenAll([.. _completing.Select(one => one.Task), .. _others]);
        await PassAsync(TimeSpan.FromMinutes(10)); // the chores that failed are due again
        NoteReports();
    }

    private void Check(bool mayWait)
    {
        var listed = _queue.List(SmtpQueueFilter.All).SelectMany(item => item.Recipients.Where(recipient => !recipient.IsFinal).Select(recipient => (item.QueueId, recipient.Address))).ToHashSet();
        var ids = _spool.Stored().ToDictionary(stored => stored.Number, stored => RelayRecordCodec.TryRead(stored.Envelope.Span, new TextPool(), out var record, out _) ? record.Envelope.QueueId : "");
        foreach (var (key, fate) in _fates)
        {
            var isListed = mayWait && ids.TryGetValue(key.Number, out var id) && listed.Contains((id, fate.Address));
            Assert.True(isListed || fate.Deliveries > 0 || fate.Bounces > 0 || fate.MayBeRemoved, $"Recipient {key.Recipient} of message {key.Number} is lost.");
            Assert.InRange(fate.Deliveries, 0, 1 + fate.CrashesUnderWay);
        }
    }

    private IEnumerable<KeyValuePair<(long Number, int Recipient), Fate>> Waiting(SmtpQueueFilter filter) =>
        _fates.Where(pair => filter.Domain is null || pair.Value.Address.EndsWith(filter.Domain, StringComparison.Ordinal));

    private static SmtpQueueFilter FilterOf(Random random) => random.Next(2) == 0 ? SmtpQueueFilter.All : new SmtpQueueFilter { Domain = Domains[random.Next(Domains.Length)] };

    /// <summary>What became of a recipient.</summary>
    private sealed class Fate(string address)
    {
        public string Address => address;

        public int Deliveries { get; set; }

        public int Bounces { get; set; }

        public int CrashesUnderWay { get; set; }

        public bool IsUnderWay { get; set; }

        public bool IsHeld { get; set; }

        public bool MayBeRemoved { get; set; }

        public bool IsRemoved { get; set; }

        public bool IsDeliveredInThisLife { get; set; }

        public bool IsBouncedInThisLife { get; set; }

        public bool IsToldLateInThisLife { get; set; }

        public bool IsDamagedInThisLife { get; set; }

        public void BeginLife() => IsUnderWay = IsDeliveredInThisLife = IsBouncedInThisLife = IsToldLateInThisLife = IsDamagedInThisLife = false;
    }
}
