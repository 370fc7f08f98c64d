using SmtpAdmin.Dns;

namespace SmtpAdmin.Core.Tests.Spf.Support;

/// <summary>Keeps one name to itself until it is told to answer.</summary>
internal sealed class SlowResolver(IDnsResolver resolver, string name) : IDnsResolver
{
    private readonly DnsName _name = DnsName.Parse(name);
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the name has been asked for.</summary>
    public Task Asked => _asked.Task;

    public void AnswerNow() => _answer.SetResult();

    public async ValueTask<DnsAnswer> ResolveAsync(DnsName asked, DnsType type, CancellationToken cancellationToken)
    {
        if (asked.Equals(_name))
        {
            _asked.TrySetResult();
            await _answer.Task.WaitAsync(cancellationToken);
        }
        return await resolver.ResolveAsync(asked, type, cancellationToken);
    }
}
