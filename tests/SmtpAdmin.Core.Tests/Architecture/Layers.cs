namespace SmtpAdmin.Core.Tests.Architecture;

/// <summary>Which part of a namespace may see which. A part is the longest entry that a namespace begins with.</summary>
/// <param name="root">The namespace that all parts stand in, and that every part may see.</param>
/// <param name="maySee">For each part, below the root, the parts that it may see. <c>*</c> is any.</param>
internal sealed class Layers(string root, IReadOnlyDictionary<string, string[]> maySee)
{
    /// <summary>Each dependency that is not allowed, and each part that is not in the table.</summary>
    public IReadOnlyList<string> Violations(IEnumerable<Dependency> dependencies)
    {
        var violations = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var dependency in dependencies)
        {
            if (Below(dependency.From) is not { } from || Below(dependency.To) is not { } to) continue;
            var (fromLayer, toLayer) = (LayerOf(from), LayerOf(to));
            if (fromLayer is null || toLayer is null)
                violations.Add($"'{(fromLayer is null ? from : to)}' is not in the table: say there whom it may see.");
            else if (fromLayer != toLayer && toLayer.Length > 0 && !maySee[fromLayer].Contains(toLayer) && !maySee[fromLayer].Contains("*"))
                violations.Add($"{dependency}, but {(fromLayer.Length == 0 ? "the root" : fromLayer)} may not see {toLayer}.");
        }
        return [.. violations];
    }

    /// <summary>The namespace below the root; null outside of it.</summary>
    private string? Below(TypeName type) =>
        type.Namespace == root ? ""
        : type.Namespace.StartsWith(root + ".", StringComparison.Ordinal) ? type.Namespace[(root.Length + 1)..]
        : null;

    private string? LayerOf(string name) => maySee.Keys
        .Where(layer => name == layer || (layer.Length > 0 && name.StartsWith(layer + ".", StringComparison.Ordinal)))
        .MaxBy(layer => layer.Length);
}
