namespace SmtpAdmin.Lab;

/// <summary>The faults that were ordered, by stage. Safe for many threads.</summary>
internal sealed class SmtpFaultOrders
{
    private readonly object _lock = new();
    private readonly List<(LabFault Fault, int Left)> _orders = [];

    public void Add(LabFault fault)
    {
        lock (_lock) _orders.Add((fault, fault.Times ?? int.MaxValue));
    }

    public void Clear()
    {
        lock (_lock) _orders.Clear();
    }

    /// <summary>The fault for a stage, used up by one; null for none.</summary>
    public LabFault? Take(LabStage stage)
    {
        lock (_lock)
        {
            var at = _orders.FindIndex(order => order.Fault.Stage == stage && order.Left > 0);
            if (at < 0) return null;
            var (fault, left) = _orders[at];
            if (fault.Times is not null) _orders[at] = (fault, left - 1);
            return fault;
        }
    }
}
