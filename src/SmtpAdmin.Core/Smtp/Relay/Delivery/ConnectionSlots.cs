namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// Shares the connections out among the destinations. Who has none comes before who wants more; of equals, who has waited longest. A part
/// is kept for those who have none, so that a few slow destinations cannot take all. Used by many at once.
/// </summary>
/// <param name="max">Connections at once, in all.</param>
internal sealed class ConnectionSlots(int max)
{
    private const int ReserveShare = 10; // a tenth
    private const int Quantum = 20; // messages of one turn

    private readonly object _lock = new();
    private readonly int _reserve = max >= ReserveShare ? max / ReserveShare : 0;
    private readonly LinkedList<DestinationDispatcher> _newcomers = new();
    private readonly LinkedList<DestinationDispatcher> _growing = new();
    private readonly LinkedList<DeliveryWorker> _idle = new(); // the longest idle first
    private int _free = max;

    /// <summary>Takes a connection for a destination; where there is none, the destination is woken when there is one.</summary>
    /// <param name="destination">The destination.</param>
    /// <returns>There is one.</returns>
    public bool TryTake(DestinationDispatcher destination)
    {
        DeliveryWorker? idle = null;
        lock (_lock)
        {
            var isNew = destination.Slots == 0;
            if (isNew ? _free > 0 && IsFirst(_newcomers, destination) : _free > _reserve && _newcomers.Count == 0 && IsFirst(_growing, destination))
            {
                Leave(destination);
                _free--;
                destination.Slots++;
                WakeNext();
                return true;
            }
            if (destination.Waiting?.List is { } list && list != (isNew ? _newcomers : _growing)) Leave(destination);
            destination.Waiting ??= (isNew ? _newcomers : _growing).AddLast(destination);
            if (isNew && _free == 0 && _idle.First is { } longest)
            {
                idle = longest.Value;
                _idle.RemoveFirst();
                idle.IdlePlace = null;
            }
        }
        idle?.GiveWay();
        return false;
    }

    /// <summary>Gives a connection back.</summary>
    public void Return(DestinationDispatcher destination)
    {
        lock (_lock)
        {
            _free++;
            destination.Slots--;
            WakeNext();
        }
    }

    /// <summary>A destination wants no connection any more.</summary>
    public void Forget(DestinationDispatcher destination)
    {
        if (destination.Waiting is null) return;
        lock (_lock)
        {
            Leave(destination);
            WakeNext();
        }
    }

    /// <summary>A worker has nothing to do, and could give its connection to another destination.</summary>
    public void BeginIdle(DeliveryWorker worker)
    {
        lock (_lock)
        {
            if (_newcomers.Count > 0 && _free == 0) worker.GiveWay();
            else worker.IdlePlace = _idle.AddLast(worker);
        }
    }

    /// <summary>A worker has something to do again.</summary>
    public void EndIdle(DeliveryWorker worker)
    {
        lock (_lock)
        {
            if (worker.IdlePlace is not { } place) return;
            _idle.Remove(place);
            worker.IdlePlace = null;
        }
    }

    /// <summary>Others wait who have no connection: this one has to be given back, since its destination has more than one, or has had its turn.</summary>
    /// <param name="destination">The destination.</param>
    /// <param name="messages">Messages that the connection has carried.</param>
    public bool ShouldYield(DestinationDispatcher destination, int messages)
    {
        if (Volatile.Read(ref _free) > 0) return false;
        lock (_lock) return _free == 0 && _newcomers.Count > 0 && (destination.Slots > 1 || messages >= Quantum);
    }

    private static bool IsFirst(LinkedList<DestinationDispatcher> waiting, DestinationDispatcher destination) =>
        waiting.First is not { } first || first.Value == destination;

    private static void Leave(DestinationDispatcher destination)
    {
        destination.Waiting?.List?.Remove(destination.Waiting);
        destination.Waiting = null;
    }

    /// <summary>Whoever is next looks for itself whether it still has work, and wakes the one behind it.</summary>
    private void WakeNext()
    {
        if (_free > 0 && _newcomers.First is { } newcomer) newcomer.Value.Wake();
        else if (_free > _reserve && _growing.First is { } growing) growing.Value.Wake();
    }
}
