using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Delivery.Support;

/// <summary>A queue in memory. What was not tried is due again at once, as in the real one.</summary>
internal sealed class TestQueue : IDeliverySource
{
    private readonly object _lock = new();
    private readonly Dictionary<RelayDestination, Queue<DeliveryJob>> _due = [];
    private readonly Dictionary<long, List<DeliveryResult>> _results = [];
    private readonly Dictionary<long, int> _open = [];
    private readonly Dictionary<long, TaskCompletionSource> _finished = [];
    private int? _allowance;

    public Action<RelayDestination>? WorkArrived { get; set; }

    public Action<RelayDestination>? RetryWanted { get; set; }

    /// <summary>How many may go out before more are held back; null for all.</summary>
    public int? Allowance
    {
        get
        {
            lock (_lock) return _allowance;
        }
        set
        {
            lock (_lock) _allowance = value;
        }
    }

    public bool HoldsDeliveries => Allowance <= 0;

    /// <summary>What is taken stays taken: results are recorded, and nothing comes back.</summary>
    public bool KeepsUntried { get; init; }

    /// <summary>Waited for before a result counts as stored.</summary>
    public Func<Task>? Storing { get; init; }

    /// <summary>The numbers of the messages in the order in which they were taken.</summary>
    public List<long> Taken { get; } = [];

    public int Left
    {
        get
        {
            lock (_lock) return _due.Values.Sum(jobs => jobs.Count);
        }
    }

    public void Add(DeliveryJob job)
    {
        lock (_lock)
        {
            Due(job.Destination).Enqueue(job);
            _results.TryAdd(job.Number, []);
            _finished.TryAdd(job.Number, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            _open[job.Number] = _open.GetValueOrDefault(job.Number) + job.Recipients.Count;
        }
        WorkArrived?.Invoke(job.Destination);
    }

    /// <summary>Waits until each recipient of a message has a result.</summary>
    public async Task<IReadOnlyList<DeliveryResult>> ResultsAsync(long number, CancellationToken cancellationToken)
    {
        Task finished;
        lock (_lock) finished = _finished[number].Task;
        await finished.WaitAsync(cancellationToken);
        lock (_lock) return [.. _results[number].OrderBy(result => result.Recipient)];
    }

    /// <summary>The results so far.</summary>
    public IReadOnlyList<DeliveryResult> Results(long number)
    {
        lock (_lock) return [.. _results[number]];
    }

    public DeliveryJob? TryTake(RelayDestination destination)
    {
        lock (_lock)
        {
            if (!Due(destination).TryDequeue(out var job)) return null;
            Taken.Add(job.Number);
            _allowance--;
            return job;
        }
    }

    public async Task CompleteAsync(DeliveryJob job, IReadOnlyList<DeliveryResult> results)
    {
        Assert.Equal(job.Recipients.Order(), results.Select(result => result.Recipient).Order());
        if (Storing is not null) await Storing();
        var again = results.Where(result => result.Outcome == DeliveryOutcome.NotTried && !KeepsUntried).Select(result => result.Recipient).ToArray();
        lock (_lock)
        {
            _results[job.Number].AddRange(results.Where(result => !again.Contains(result.Recipient)));
            _open[job.Number] -= results.Count - again.Length;
            if (_open[job.Number] == 0) _finished[job.Number].TrySetResult();
            if (again.Length > 0) Due(job.Destination).Enqueue(job with { Recipients = again });
        }
        if (again.Length > 0) WorkArrived?.Invoke(job.Destination);
    }

    private Queue<DeliveryJob> Due(RelayDestination destination)
    {
        if (!_due.TryGetValue(destination, out var jobs)) _due[destination] = jobs = new Queue<DeliveryJob>();
        return jobs;
    }
}
