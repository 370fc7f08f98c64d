using System.Net;

namespace SmtpAdmin.Smtp.Server;

/// <summary>Counts the sessions that there are, in all and with each client address, against limits. Listeners may share one. Safe for use by several threads at once.</summary>
/// <param name="max">The most sessions at once; 0 for no limit.</param>
/// <param name="maxPerClient">The most at once with one client address; 0 for no limit.</param>
public sealed class SmtpConnectionCounter(int max, int maxPerClient)
{
    private readonly Dictionary<IPAddress, int> _clients = [];
    private int _count;
    private int _open;

    /// <summary>The most sessions at once; 0 for no limit. A lower limit ends no session.</summary>
    public int Max { get; set; } = max;

    /// <summary>The most sessions at once with one client address; 0 for no limit.</summary>
    public int MaxPerClient { get; set; } = maxPerClient;

    /// <summary>How many sessions there are.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>
    /// How many connections beyond the sessions may be there, where those have a limit: such as are told that there are too many, and such whose
    /// session is over and whose last reply is on its way. A quarter as many, and no more than is of use.
    /// </summary>
    internal static int FarewellsBeside(int max) => Math.Clamp(max / 4, 16, 256);

    /// <summary>Counts a connection in, of whatever kind; not when it is so many too many that it gets no word.</summary>
    internal bool TryOpen()
    {
        if (Interlocked.Increment(ref _open) <= (long)Max + FarewellsBeside(Max) || Max == 0) return true;
        Close();
        return false;
    }

    /// <summary>Counts a connection out.</summary>
    internal void Close() => Interlocked.Decrement(ref _open);

    /// <summary>Counts a session in, if there is a place for it.</summary>
    internal bool TryEnter(IPAddress client)
    {
        client = client.Unmapped();
        lock (_clients)
        {
            var same = _clients.GetValueOrDefault(client);
            if ((Max > 0 && _count >= Max) || (MaxPerClient > 0 && same >= MaxPerClient)) return false;
            _clients[client] = same + 1;
            _count++;
            return true;
        }
    }

    /// <summary>Counts a session out.</summary>
    internal void Leave(IPAddress client)
    {
        client = client.Unmapped();
        lock (_clients)
        {
            if (_clients[client] is > 1 and var same) _clients[client] = same - 1;
            else _clients.Remove(client);
            _count--;
        }
    }
}
