using SmtpAdmin.Dns;

namespace SmtpAdmin.Dkim;

/// <summary>
/// Changes a domain's DKIM key in stages, one a call, so that a scheduled task can call again and again: the key is made, published, used, and the one
/// before revoked. At no time is mail left unsigned or signed with a key that is not published.
/// </summary>
public sealed class DkimRotator
{
    private readonly IDnsResolver _resolver;
    private readonly TimeProvider _timeProvider;
    private readonly Func<IDnsNameServers> _nameServers;
    private readonly Func<IDkimRotationWrites, IDkimRotationWrites> _writes;

    /// <summary>Makes a rotator; nothing is sent or opened before the first step.</summary>
    /// <param name="resolver">Finds the servers of zones.</param>
    /// <param name="options">How long those servers are waited for, and how often each is asked.</param>
    /// <param name="timeProvider">The clock.</param>
    public DkimRotator(IDnsResolver resolver, DnsResolverOptions options, TimeProvider timeProvider)
        : this(resolver, () => new DnsNameServers(options, timeProvider), writes => writes, timeProvider)
    {
        ArgumentNullException.ThrowIfNull(options);
    }

    internal DkimRotator(IDnsResolver resolver, Func<IDnsNameServers> nameServers, Func<IDkimRotationWrites, IDkimRotationWrites> writes, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(resolver);
        ArgumentNullException.ThrowIfNull(timeProvider);
        _resolver = resolver;
        _nameServers = nameServers;
        _writes = writes;
        _timeProvider = timeProvider;
    }

    /// <summary>Takes the next step of a domain's rotation, begins one, or tells what is waited for.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="cancellationToken">Ends the work; the next call goes on from where this one was.</param>
    /// <returns>What was done and seen, and what is to be done next.</returns>
    /// <exception cref="ArgumentException">A value of the request is out of its range, or two do not go together.</exception>
    /// <exception cref="DkimRotationException">No step can be taken, or even looked at.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<DkimRotationStep> StepAsync(DkimRotationRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Validate();
        var domain = DkimName.Of(request.Domain.Trim())!;
        var folder = Path.GetFullPath(request.Folder);
        if (!Directory.Exists(folder))
            throw Refused(new DkimRefusal(DkimRefusalCode.MissingFolder, $"There is no folder '{PlainText.Excerpt(folder, 260)}'. Make it first, readable by the account that runs this alone.", folder));
        var statePath = Path.GetFullPath(request.StatePath ?? Path.Combine(folder, DkimRotationRequest.StateFileName(domain)));
        var file = new DkimRotationStateFile(statePath, _timeProvider);

        var hold = request.OnlyLooks ? null : await file.LockAsync(cancellationToken).ConfigureAwait(false);
        FileStream? keys = null;
        try
        {
            keys = request.OnlyLooks ? null : await DkimKeyFolderLock.TakeAsync(folder, domain, _timeProvider, cancellationToken).ConfigureAwait(false);
            var state = await file.ReadAsync(domain, cancellationToken).ConfigureAwait(false);
            var nameServers = _nameServers();
            using var closing = nameServers as IDisposable;
            var maker = new DkimKeyMaker(_timeProvider, _resolver);
            var context = new DkimRotationContext(
                request, domain, folder, statePath, new DkimAuthority(_resolver, nameServers, [.. request.NameServers.Distinct()]), maker,
                request.OnlyLooks ? null : _writes(new DkimRotationWrites(file, maker, _timeProvider)), _timeProvider);
            return await new DkimRotationRun(context).RunAsync(state, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (keys is not null) await keys.DisposeAsync().ConfigureAwait(false);
            if (hold is not null) await hold.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static DkimRotationException Refused(DkimRefusal refusal) => new(DkimRotationProblem.KeyRefused, refusal.Message) { Refusals = [refusal] };
}
