using System.Management.Automation;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>A cmdlet that asks the DNS, and takes how long each server is waited for.</summary>
/// <typeparam name="TItem">What one bound input becomes.</typeparam>
public abstract class TimedDnsCmdlet<TItem> : DnsCmdlet<TItem>
{
    /// <summary>How long one DNS server is waited for, in seconds.</summary>
    [Parameter]
    [ValidateRange(0.001, 300.0)]
    public double Timeout { get; set; }

    /// <inheritdoc/>
    protected override TimeSpan? DnsTimeout => Timeout > 0 ? TimeSpan.FromSeconds(Timeout) : null;
}
