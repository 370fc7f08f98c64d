using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>
/// Asks for the terms of a record ahead: when one must be waited for, those behind it are asked together with it, as many as the
/// limit of ten lets be tried. Names that hang on the sender are not: an owner who puts such a term last to be told of the senders
/// that nothing else matched must not be told of others. What is counted, and in which order, stays as if nothing were asked ahead.
/// </summary>
/// <param name="asking">Where it is asked.</param>
/// <param name="record">The record.</param>
/// <param name="domain">The domain of the record.</param>
/// <param name="addressType">The type of the sender's address.</param>
internal struct SpfAhead(SpfAsking asking, SpfRecord record, SpfDomain domain, DnsType addressType)
{
    private bool _isDone;

    /// <summary>Asks for what stands behind a term, if that must be waited for.</summary>
    /// <param name="directive">The term that is tried now.</param>
    public void Ask(SpfDirective directive)
    {
        if (_isDone || Question(directive) is not var (name, type) || asking.IsKnown(name, type)) return;
        _isDone = true;
        var left = SpfCheckOptions.MaxLookups - asking.Limits.Lookups;
        foreach (var other in record.Directives)
        {
            if (other.Position < directive.Position || !other.CostsLookup) continue;
            if (left-- == 0) break;
            if (Question(other) is var (otherName, otherType)) asking.AskAhead(otherName, otherType);
        }
    }

    private readonly (DnsName Name, DnsType Type)? Question(SpfDirective directive)
    {
        var target = domain;
        if (directive.Domain is { } spec && (spec.HasMacros || !SpfDomain.TryRead(spec.StaticText, out target))) return null;
        return directive.Mechanism switch
        {
            SpfMechanism.Include => target.HasSeveralLabels ? (target.Name, DnsType.TXT) : null,
            SpfMechanism.A => (target.Name, addressType),
            SpfMechanism.Mx => (target.Name, DnsType.MX),
            SpfMechanism.Exists => (target.Name, DnsType.A),
            _ => null,
        };
    }
}
