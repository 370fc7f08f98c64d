using SmtpAdmin.Reputation;

namespace SmtpAdmin.Bench;

/// <summary>What measurements share.</summary>
internal static class Figures
{
    /// <summary>The median; not a number for none.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    public static ReputationTarget Target(string text) =>
        ReputationTarget.TryParse(text, out var target, out var problem) ? target : throw new ArgumentException(problem);
}
