namespace SmtpAdmin.Provisioning;

/// <summary>Ends a step of publishing with what is wrong.</summary>
internal sealed class DnsPublishException(DnsPublishProblem problem) : Exception(problem.Message)
{
    public DnsPublishProblem Problem { get; } = problem;
}
