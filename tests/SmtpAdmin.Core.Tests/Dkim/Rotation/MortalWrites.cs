using SmtpAdmin.Dkim;

namespace SmtpAdmin.Core.Tests.Dkim.Rotation;

/// <summary>Ends the process before or after a write, or makes it fail; notes what was written.</summary>
internal sealed class MortalWrites(IDkimRotationWrites inner, MortalWrites.Fate fate) : IDkimRotationWrites
{
    public Task SaveAsync(DkimRotationState state, CancellationToken cancellationToken) => fate.AroundAsync(async () =>
    {
        await inner.SaveAsync(state, cancellationToken);
        return 0;
    });

    public Task<DkimKeyResult> MakeKeyAsync(DkimKeyPlan plan, CancellationToken cancellationToken) => fate.AroundAsync(() => inner.MakeKeyAsync(plan, cancellationToken));

    public Task<string?> ChangeAsync(DkimSignerChange change, CancellationToken cancellationToken) => fate.AroundAsync(() =>
    {
        fate.OnChange?.Invoke(change);
        return inner.ChangeAsync(change, cancellationToken);
    });

    /// <summary>When the end comes.</summary>
    internal sealed class Fate
    {
        /// <summary>How many writes are left; null for any number.</summary>
        public int? Left { get; set; }

        /// <summary>The last write is done before the end comes.</summary>
        public bool After { get; set; }

        /// <summary>The last write fails, and the process lives.</summary>
        public bool Fails { get; set; }

        /// <summary>Sees each change of a configuration before it is made.</summary>
        public Action<DkimSignerChange>? OnChange { get; set; }

        public async Task<T> AroundAsync<T>(Func<Task<T>> write)
        {
            var isLast = Left is { } left && (Left = left - 1) == 0;
            if (isLast && Fails) throw new IOException("No space left on device.");
            if (isLast && !After) throw new KilledException();
            var result = await write();
            return isLast ? throw new KilledException() : result;
        }
    }
}
