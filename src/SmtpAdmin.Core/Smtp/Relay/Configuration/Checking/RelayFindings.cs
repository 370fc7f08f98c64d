using System.Globalization;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Collects what is wrong with options.</summary>
internal sealed class RelayFindings
{
    private readonly List<SmtpRelayOptionsFinding> _all = [];

    public IReadOnlyList<SmtpRelayOptionsFinding> All => _all;

    public void Error(string property, string code, string message, string remedy, string reference = "") =>
        _all.Add(new SmtpRelayOptionsFinding(property, new Finding(FindingSeverity.Error, code, message, remedy, reference)));

    public void Warning(string property, string code, string message, string remedy, string reference = "") =>
        _all.Add(new SmtpRelayOptionsFinding(property, new Finding(FindingSeverity.Warning, code, message, remedy, reference)));

    /// <summary>A number has to be within bounds.</summary>
    public void Bound(string property, long value, long least, long most = long.MaxValue)
    {
        if (value < least) Error(property, "RELAY-NUMBER", string.Create(CultureInfo.InvariantCulture, $"{value} is too small."), string.Create(CultureInfo.InvariantCulture, $"Give {least} or more."));
        else if (value > most) Error(property, "RELAY-NUMBER", string.Create(CultureInfo.InvariantCulture, $"{value} is too large."), string.Create(CultureInfo.InvariantCulture, $"Give {most} or less."));
    }

    /// <summary>A duration has to be within bounds.</summary>
    /// <param name="property">The property.</param>
    /// <param name="value">The duration.</param>
    /// <param name="most">The longest that does.</param>
    /// <param name="mayBeZero">None at all does too.</param>
    public void Bound(string property, TimeSpan value, TimeSpan most, bool mayBeZero = false)
    {
        if (value < TimeSpan.Zero || (value == TimeSpan.Zero && !mayBeZero)) Error(property, "RELAY-DURATION", value == TimeSpan.Zero ? "This is no time at all." : "This is less than no time.", "Give a duration, as in 30s or 5m.");
        else if (value > most) Error(property, "RELAY-DURATION", "This is too long.", string.Create(CultureInfo.InvariantCulture, $"Give {most.TotalDays:0} days or less."));
    }
}
