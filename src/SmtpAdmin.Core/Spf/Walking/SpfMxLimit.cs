using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>How many exchangers an <c>mx</c> may have (RFC 7208 section 4.6.4).</summary>
internal static class SpfMxLimit
{
    public const int Most = 10;

    public static bool IsExceeded(SpfWalkedTerm walked) =>
        walked is { Term: SpfDirective { Mechanism: SpfMechanism.Mx }, Answers: [{ Type: DnsType.MX, Records.Count: > Most }, ..] };
}
