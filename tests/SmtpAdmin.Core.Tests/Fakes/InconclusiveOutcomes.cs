using SmtpAdmin.Dns;

namespace SmtpAdmin.Core.Tests.Fakes;

/// <summary>Every outcome that says nothing about a name, so that nobody may take it for "missing" or "clean".</summary>
public sealed class InconclusiveOutcomes : TheoryData<DnsOutcome>
{
    public InconclusiveOutcomes()
        : base(Enum.GetValues<DnsOutcome>().Except([DnsOutcome.Answer, DnsOutcome.NoData, DnsOutcome.NxDomain]))
    {
    }
}
