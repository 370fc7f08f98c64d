namespace SmtpAdmin.Core.Tests.Architecture;

/// <summary>Code that takes octets and gives octets: it sees no socket, no task and no clock, neither itself nor through what it uses.</summary>
internal static class Purity
{
    private static readonly HashSet<string> Clocks =
    [
        "System.TimeProvider", "System.Diagnostics.Stopwatch", "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today",
        "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow", "System.Environment.get_TickCount", "System.Environment.get_TickCount64",
    ];

    /// <summary>The ways from types that must be pure to what they must not see.</summary>
    public static IReadOnlyList<string> Violations(IReadOnlyCollection<Dependency> dependencies, Func<TypeName, bool> mustBePure)
    {
        var uses = dependencies.ToLookup(dependency => dependency.From);
        var violations = new SortedSet<string>(StringComparer.Ordinal);
        var waiting = new Queue<(TypeName Type, string Way)>(uses.Select(group => group.Key).Where(mustBePure).Select(type => (type, "")));
        var seen = waiting.Select(next => next.Type).ToHashSet();
        while (waiting.TryDequeue(out var next))
        {
            foreach (var dependency in uses[next.Type])
            {
                if (IsForbidden(dependency)) violations.Add(next.Way + dependency);
                else if (uses.Contains(dependency.To) && seen.Add(dependency.To)) waiting.Enqueue((dependency.To, $"{next.Way}{next.Type} uses "));
            }
        }
        return [.. violations];
    }

    private static bool IsForbidden(Dependency dependency) =>
        dependency.To.Namespace.StartsWith("System.Threading.Tasks", StringComparison.Ordinal)
        || (dependency.To.Namespace == "System.Net.Sockets" && dependency.To.Name is not ("AddressFamily" or "SocketError"))
        || Clocks.Contains(dependency.To.ToString())
        || Clocks.Contains($"{dependency.To}.{dependency.Member}");
}
