using SmtpAdmin.Dns;

namespace SmtpAdmin.Lab;

/// <summary>The faults that were ordered, by name. Safe for many threads.</summary>
internal sealed class DnsFaultOrders
{
    private sealed class Order(LabDnsFault fault)
    {
        public LabDnsFault Fault { get; } = fault;

        public int Left { get; set; } = fault.Times ?? int.MaxValue;
    }

    private readonly object _lock = new();
    private readonly Dictionary<DnsName, List<Order>> _orders = [];

    public void Add(DnsName name, LabDnsFault fault)
    {
        lock (_lock)
        {
            if (!_orders.TryGetValue(name, out var orders)) _orders[name] = orders = [];
            orders.Add(new Order(fault));
        }
    }

    public void Clear()
    {
        lock (_lock) _orders.Clear();
    }

    /// <summary>The fault for a question, used up by one; null for none.</summary>
    public LabDnsFault? Take(DnsQuestion question)
    {
        lock (_lock)
        {
            var order = _orders.GetValueOrDefault(question.Name)?.Find(
                candidate => candidate.Left > 0 && (candidate.Fault.Type is null || candidate.Fault.Type == question.Type));
            if (order is null) return null;
            if (order.Fault.Times is not null) order.Left--;
            return order.Fault;
        }
    }
}
