using System.Globalization;

namespace SmtpAdmin.Provisioning;

/// <summary>Which times to live a format takes, in seconds.</summary>
/// <param name="Default">What a set without one gets; null where it is left out.</param>
/// <param name="Least">The least.</param>
/// <param name="Most">The most.</param>
internal sealed record DnsExportTtl(int? Default = null, int Least = 0, int Most = int.MaxValue)
{
    /// <summary>Any (RFC 2181 section 8), left out where there is none.</summary>
    public static DnsExportTtl Optional { get; } = new();

    /// <summary>Any, and a default where there is none.</summary>
    public static DnsExportTtl Needed { get; } = new((int)DnsExportOptions.DefaultTimeToLive.TotalSeconds);

    /// <summary>The set with the time to live that is written.</summary>
    /// <param name="set">The set.</param>
    /// <param name="given">What sets without one were told to have.</param>
    /// <param name="service">What the records are exported for.</param>
    /// <exception cref="DnsRecordException">It is not taken there.</exception>
    public DnsRecordSet Apply(DnsRecordSet set, TimeSpan? given, string service)
    {
        if ((set.TimeToLive ?? given) is not { } time) return Default is { } seconds ? set.WithTimeToLive(TimeSpan.FromSeconds(seconds)) : set;
        if (time.TotalSeconds >= Least && time.TotalSeconds <= Most) return set.WithTimeToLive(time);
        throw new DnsRecordException(
            DnsRecordFault.BadTtl,
            string.Create(CultureInfo.InvariantCulture, $"The time to live of {set.Owner} is {time.TotalSeconds:0} seconds, and {service} takes {Least} to {Most}. Give one that it takes, or none for what it does by itself."),
            set.Name);
    }
}
