using System.Text.RegularExpressions;

namespace SmtpAdmin.Interop.Tests.Spf;

/// <summary>Where another checker says something else, and why we do not.</summary>
/// <param name="Name">The record, by its name in tests/data/spf/peers.zone.</param>
/// <param name="Section">The section that decides.</param>
/// <param name="Why">What it says.</param>
internal sealed record SpfDifference(string Name, string Section, string Why)
{
    /// <summary>What random records have that it may show in too; null where they have nothing of the kind.</summary>
    public Regex? Pattern { get; init; }
}
